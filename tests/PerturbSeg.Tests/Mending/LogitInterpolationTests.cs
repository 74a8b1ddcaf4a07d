using PerturbSeg.Masks;
using PerturbSeg.Mending;

namespace PerturbSeg.Tests.Mending;

public sealed class LogitInterpolationTests
{
    [Theory]
    [InlineData(8, 100, 37)] // larger
    [InlineData(8, 8, 8)] // as it is
    [InlineData(32, 5, 3)] // smaller
    [InlineData(8, 1, 301)]
    [InlineData(1, 4, 4)]
    public void ProbabilitiesAreThoseOfBilinearLogits(int side, int width, int height)
    {
        var random = new Random(1);
        float[] logits = [.. Enumerable.Range(0, side * side).Select(_ => (6 * random.NextSingle()) - 3)];
        var mask = new Mask(width, height, new float[width * height]);

        LogitInterpolation.Write(logits, side, mask, new ObjectWindow(0, 0, width, height));

        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
                mask.Values[(y * width) + x].ShouldBe((float)(1 / (1 + Math.Exp(-Bilinear(logits, side, (x + 0.5) * side / width, (y + 0.5) * side / height)))), 1e-5f);
        }
    }

    [Fact]
    public void OnlyThePartIsOverwritten()
    {
        var mask = new Mask(10, 6, [.. Enumerable.Repeat(0.25f, 60)]);
        LogitInterpolation.Write([0, 0, 0, 0], 2, mask, new ObjectWindow(2, 1, 5, 3));
        for (int i = 0; i < 60; i++)
            mask.Values[i].ShouldBe((i % 10) is >= 2 and < 7 && (i / 10) is >= 1 and < 4 ? 0.5f : 0.25f);
    }

    // Between the four centres around a place, in pixels of the square; the outermost centres go on outwards.
    private static double Bilinear(float[] logits, int side, double x, double y)
    {
        double column = Math.Clamp(x - 0.5, 0, side - 1), row = Math.Clamp(y - 0.5, 0, side - 1);
        int left = (int)column, top = (int)row, right = Math.Min(left + 1, side - 1), bottom = Math.Min(top + 1, side - 1);
        double across = column - left, down = row - top;
        return ((1 - down) * (((1 - across) * logits[(top * side) + left]) + (across * logits[(top * side) + right])))
            + (down * (((1 - across) * logits[(bottom * side) + left]) + (across * logits[(bottom * side) + right])));
    }
}
