using PerturbSeg.Metrics;

namespace PerturbSeg.Tests.Metrics;

public sealed class BoundaryFTests
{
    private const int Side = 100; // diagonal 141.4: tolerance 1.13, rounded up to 2 pixels

    [Fact]
    public void SquaresShiftedWithinTheToleranceMatchFully()
    {
        byte[] truth = Square(30, 30, 40);
        foreach ((int x, int y) in ((int, int)[])[(0, 0), (2, 0), (0, -2), (1, 1)])
            Of(Square(30 + x, 30 + y, 40), truth).ShouldBe(1, $"shift {x}, {y}");
    }

    [Fact]
    public void SquaresShiftedFurtherMatchInTheirCommonSidesAlone()
    {
        // The outline of a square of side s is the ring of a square of side s + 1: 4 s pixels. Of one shifted right by d, each horizontal side
        // keeps s + 1 − d pixels on the other ring, and r more are within the tolerance r of its corner. The upright side inside the other
        // ring has r pixels near either horizontal side of it; the one outside has none.
        const int S = 40, D = 6, R = 2;
        int horizontal = 2 * (S + 1 - D + R), upright = 2 * R;
        Of(Square(30 + D, 30, S), Square(30, 30, S)).ShouldBe((horizontal + upright) / (4.0 * S), 1e-12);
    }

    [Fact]
    public void DisjointOutlinesScoreNothing() => Of(Square(5, 5, 20), Square(60, 60, 20)).ShouldBe(0);

    [Fact]
    public void TwoMasksWithoutAnOutlineMatchAndOneAloneDoesNot()
    {
        byte[] empty = new byte[Side * Side], full = [.. Enumerable.Repeat((byte)255, Side * Side)];
        Of(empty, empty).ShouldBe(1);
        Of(full, empty).ShouldBe(1); // the frame is no outline
        Of(empty, Square(30, 30, 40)).ShouldBe(0);
        Of(Square(30, 30, 40), full).ShouldBe(0);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 9)]
    [InlineData(23, 17)]
    [InlineData(130, 61)]
    [InlineData(40, 300)]
    public void AgreesWithDilationByADiscPixelByPixel(int width, int height)
    {
        var random = new Random(width + height);
        var measure = new BoundaryF();
        for (int round = 0; round < 4; round++)
        {
            byte[] left = Blobs(random, width, height), right = Blobs(random, width, height);
            measure.Of(Soft(left), right, width, height).ShouldBe(ByDilation(left, right, width, height), 1e-12);
        }
    }

    [Fact]
    public void MasksOfAnotherSizeAreRefused()
    {
        Should.Throw<ArgumentException>(() => new BoundaryF().Of(new float[6], new byte[6], 4, 2));
        Should.Throw<ArgumentException>(() => new BoundaryF().Of(new float[8], new byte[6], 4, 2));
    }

    private static double Of(byte[] prediction, byte[] truth) => new BoundaryF().Of(Soft(prediction), truth, Side, Side);

    private static float[] Soft(byte[] mask) => Array.ConvertAll(mask, value => value / 255f);

    private static byte[] Square(int left, int top, int side) => [.. Enumerable.Range(0, Side * Side)
        .Select(i => (i % Side) - left is var x && (i / Side) - top is var y && x >= 0 && x < side && y >= 0 && y < side ? (byte)255 : (byte)0)];

    private static byte[] Blobs(Random random, int width, int height)
    {
        (double X, double Y, double Radius)[] discs = [.. Enumerable.Range(0, 3)
            .Select(_ => (random.NextDouble() * width, random.NextDouble() * height, random.NextDouble() * Math.Min(width, height) / 2))];
        return [.. Enumerable.Range(0, width * height).Select(i => discs.Any(
            disc => Math.Pow((i % width) - disc.X, 2) + Math.Pow((i / width) - disc.Y, 2) < disc.Radius * disc.Radius) ? (byte)255 : (byte)0)];
    }

    private static double ByDilation(byte[] prediction, byte[] truth, int width, int height)
    {
        double tolerance = Math.Ceiling(0.008 * Math.Sqrt((width * width) + (height * height)));
        List<(int X, int Y)> predicted = Boundary(prediction), actual = Boundary(truth);
        if (predicted.Count == 0 && actual.Count == 0)
            return 1;
        double precision = Share(predicted, actual), recall = Share(actual, predicted);
        return precision + recall == 0 ? 0 : 2 * precision * recall / (precision + recall);

        List<(int X, int Y)> Boundary(byte[] mask)
        {
            var boundary = new List<(int X, int Y)>();
            for (int i = 0; i < mask.Length; i++)
            {
                int x = i % width, y = i / width;
                if (Differs(x + 1, y, mask[i]) || Differs(x, y + 1, mask[i]) || Differs(x + 1, y + 1, mask[i]))
                    boundary.Add((x, y));
            }

            return boundary;

            bool Differs(int x, int y, byte value) => x < width && y < height && mask[(y * width) + x] != value;
        }

        double Share(List<(int X, int Y)> of, List<(int X, int Y)> near) => of.Count == 0 || near.Count == 0 ? 0 : of.Count(
            p => near.Any(q => ((p.X - q.X) * (p.X - q.X)) + ((p.Y - q.Y) * (p.Y - q.Y)) <= tolerance * tolerance)) / (double)of.Count;
    }
}
