using PerturbSeg.Imaging;
using PerturbSeg.Masks;
using PerturbSeg.Mending;
using PerturbSeg.Tests.Shared;

namespace PerturbSeg.Tests.Mending;

public sealed class GuidedFilterTests
{
    private const int Side = 40;

    [Fact]
    public void AnOutlineThatLiesBesideTheEdgeOfThePhotoMovesThere()
    {
        Photo photo = TestPhotos.LeftRight(Side, Side, (200, 60, 50), (40, 90, 160)); // the edge is at 20
        Mask mask = Of(Side, Side, (_, x) => x < 21 ? 1 : 0);
        Smooth(new GuidedFilter(), photo, mask);
        mask.Values.Select((value, i) => BinaryMask.IsObject(value) == i % Side < 20).ShouldAllBe(right => right);
    }

    [Fact]
    public void AStripTakesLittleMemoryBesidePhotoAndMask()
    {
        const int length = 1_000_000;
        var photo = new Photo(length, 1, new byte[3 * length]);
        photo.Pixels.AsSpan(3 * (length / 2)).Fill(255);
        Mask mask = Of(length, 1, (_, x) => x >= length / 2 ? 0.9f : 0.1f);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Smooth(new GuidedFilter(), photo, mask);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(60_000_000);
        (BinaryMask.IsObject(mask.Values[length / 4]), BinaryMask.IsObject(mask.Values[3 * length / 4])).ShouldBe((false, true));
    }

    [Fact]
    public void SpecksAndPinholesOnEvenGroundGo()
    {
        Photo photo = TestPhotos.LeftRight(Side, Side, (200, 60, 50), (40, 90, 160));
        Mask mask = Of(Side, Side, (y, x) => x < 20 != ((x, y) is (5, 7) or (30, 20) or (31, 20)) ? 1 : 0);
        Smooth(new GuidedFilter(), photo, mask);
        mask.Values.Select((value, i) => BinaryMask.IsObject(value) == i % Side < 20).ShouldAllBe(right => right);
    }

    [Fact]
    public void AThinPartThatThePhotoShowsStays()
    {
        Photo photo = Paint(Side, Side, (_, x) => x is 20 or 21 ? ((byte)220, (byte)220, (byte)40) : ((byte)40, (byte)60, (byte)90));
        Mask mask = Of(Side, Side, (_, x) => x is 20 or 21 ? 1 : 0);
        Smooth(new GuidedFilter(), photo, mask);
        mask.Values.Select((value, i) => BinaryMask.IsObject(value) == i % Side is 20 or 21).ShouldAllBe(right => right);
    }

    [Fact]
    public void WithoutColoursItIsAMeanOfMeans()
    {
        Mask mask = Of(12, 12, (y, x) => (y, x) == (6, 6) ? 0.9f : 0);
        Smooth(new GuidedFilter(Radius: 1.0 / 12, Contrast: 1), TestPhotos.Plain(12, 12, 90, 90, 90), mask); // a radius of one pixel
        for (int y = 0; y < 12; y++)
        {
            for (int x = 0; x < 12; x++)
                mask.Values[(12 * y) + x].ShouldBe(0.9f * Tent(y - 6) * Tent(x - 6), 1e-4f);
        }

        static float Tent(int offset) => Math.Max(0, 3 - Math.Abs(offset)) / 9f; // a mean of three, twice
    }

    [Fact]
    public void AMaskThatIsALinearFunctionOfTheColoursStays()
    {
        Photo photo = TestPhotos.Noise(Side, Side, 3);
        Mask mask = Of(Side, Side, (y, x) => Linear(photo, (y * Side) + x));
        Smooth(new GuidedFilter(Smoothness: 1e-8, Contrast: 1), photo, mask);
        mask.Values.ShouldBe(Of(Side, Side, (y, x) => Linear(photo, (y * Side) + x)).Values, 1e-3);

        static float Linear(Photo photo, int i)
            => 0.1f + (0.4f * photo.Pixels[3 * i] / 255) + (0.2f * photo.Pixels[(3 * i) + 1] / 255) + (0.3f * (1 - (photo.Pixels[(3 * i) + 2] / 255f)));
    }

    [Fact]
    public void ContrastMovesValuesAwayFromOneHalfAndNoOutline()
    {
        Photo photo = TestPhotos.Noise(Side, Side, 3);
        Mask soft = Of(Side, Side, (y, x) => x / 40f), hard = Of(Side, Side, (y, x) => x / 40f);
        Smooth(new GuidedFilter(Contrast: 1), photo, soft);
        Smooth(new GuidedFilter(Contrast: 3), photo, hard);
        hard.Values.ShouldBe(soft.Values.Select(value => Math.Clamp(0.5f + (3 * (value - 0.5f)), 0, 1)).ToArray(), 1e-4);
    }

    [Theory]
    [InlineData(900, 700)]
    [InlineData(301, 523)]
    public void LargePhotosGetTheOutlineOfTheirEdgeToo(int width, int height)
    {
        Photo photo = TestPhotos.LeftRight(width, height, (200, 60, 50), (40, 90, 160));
        int edge = Enumerable.Range(0, width).First(x => photo.Pixels[3 * x] != photo.Pixels[0]);
        Mask mask = Of(width, height, (y, x) => x < edge + (3 * Math.Sin(y)) ? 1 : 0);
        Smooth(new GuidedFilter(), photo, mask);
        mask.Values.Select((value, i) => BinaryMask.IsObject(value) == i % width < edge).Count(right => !right).ShouldBe(0);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void EmptyAndFullMasksStay(float value)
    {
        Mask mask = Of(33, 21, (_, _) => value);
        Smooth(new GuidedFilter(), TestPhotos.Noise(33, 21, 1), mask);
        mask.Values.ShouldAllBe(smoothed => Math.Abs(smoothed - value) < 1e-4);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 700)]
    [InlineData(3000, 2)]
    public void PhotosOfAnyShapeKeepValuesInRange(int width, int height)
    {
        Mask mask = Of(width, height, (y, x) => (x + y) % 2);
        Smooth(new GuidedFilter(), TestPhotos.Noise(width, height, 2), mask);
        mask.Values.ShouldAllBe(value => value >= 0 && value <= 1);
    }

    [Fact]
    public void APixelWithoutAValueSpoilsNoOther()
    {
        Mask mask = Of(Side, Side, (y, x) => (y, x) == (3, 3) ? float.NaN : x < 20 ? 1 : 0);
        Smooth(new GuidedFilter(), TestPhotos.LeftRight(Side, Side, (200, 60, 50), (40, 90, 160)), mask);
        mask.Values.ShouldAllBe(value => value >= 0 && value <= 1);
        BinaryMask.IsObject(mask.Values[(3 * Side) + 6]).ShouldBeTrue();
    }

    [Fact]
    public void BesideThePartNothingChanges()
    {
        Mask mask = Of(Side, Side, (y, x) => (x * y) % 2);
        float[] before = [.. mask.Values];
        new GuidedFilter().Smooth(TestPhotos.Noise(Side, Side, 5), mask, new ObjectWindow(4, 6, 10, 12));
        for (int i = 0; i < before.Length; i++)
        {
            if (i % Side is < 4 or >= 14 || i / Side is < 6 or >= 18)
                mask.Values[i].ShouldBe(before[i]);
        }
    }

    [Fact]
    public void MasksOfOtherPhotosAndNumbersOutOfRangeAreRefused()
    {
        Should.Throw<ArgumentException>(() => Smooth(new GuidedFilter(), TestPhotos.Plain(4, 4, 1, 1, 1), Of(4, 5, (_, _) => 0)));
        Should.Throw<ArgumentException>(() => new GuidedFilter().Smooth(TestPhotos.Plain(4, 4, 1, 1, 1), Of(4, 4, (_, _) => 0), new ObjectWindow(1, 0, 4, 4)));
        Should.Throw<ArgumentOutOfRangeException>(() => new GuidedFilter(Radius: 0));
        Should.Throw<ArgumentOutOfRangeException>(() => new GuidedFilter(Radius: 1.1));
        Should.Throw<ArgumentOutOfRangeException>(() => new GuidedFilter() with { Smoothness = double.NaN });
        Should.Throw<ArgumentOutOfRangeException>(() => new GuidedFilter(Contrast: 0.5));
    }

    private static void Smooth(GuidedFilter filter, Photo photo, Mask mask) => filter.Smooth(photo, mask, new ObjectWindow(0, 0, mask.Width, mask.Height));

    private static Mask Of(int width, int height, Func<int, int, float> value)
        => new(width, height, [.. Enumerable.Range(0, width * height).Select(i => value(i / width, i % width))]);

    private static Photo Paint(int width, int height, Func<int, int, (byte Red, byte Green, byte Blue)> color)
        => new(width, height, [.. Enumerable.Range(0, width * height).SelectMany(i => { (byte r, byte g, byte b) = color(i / width, i % width); return new[] { r, g, b }; })]);
}
