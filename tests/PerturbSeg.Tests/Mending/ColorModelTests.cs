using PerturbSeg.Imaging;
using PerturbSeg.Masks;
using PerturbSeg.Mending;

namespace PerturbSeg.Tests.Mending;

public sealed class ColorModelTests
{
    private const int Side = 24;

    [Fact]
    public void LimbsThatWereLeftBehindAndSurroundingsThatCameAlongAreMended()
    {
        Photo photo = Paint((row, column) => IsCross(row, column) ? (200, 40, 40) : (60, 90, 160));
        Mask disc = Of((row, column) => Square(row - 12) + Square(column - 12) <= 49 ? 0.8f : 0.2f); // cuts the limbs off, fills the corners between them

        Mask mended = new ColorModel().Mend(photo, disc);

        Iou(disc).ShouldBeLessThan(0.65);
        Iou(mended).ShouldBeGreaterThan(0.95);
    }

    [Fact]
    public void TheEvidenceIsThatOfBayesRule()
    {
        // Half the photo black, half white. Squares of .6 and .4 weigh the pixels inside, the other way round beside.
        Photo photo = Paint((_, column) => column < Side / 2 ? (0, 0, 0) : (255, 255, 255));
        Mask mask = Of((_, column) => column < Side / 2 ? 0.6f : 0.4f);
        const double inside = 0.36 / (0.36 + 0.16), kept = 1 / 8.0, even = 1 / 32768.0; // a blur along three channels keeps (2/4)³ of a bin
        double left = Math.Log(((inside * kept) + even) / (((1 - inside) * kept) + even));
        Mask mended = new ColorModel(Weight: 1, Limit: 10).Mend(photo, mask);
        mended.Values[(12 * Side) + 3].ShouldBe((float)(1 / (1 + Math.Exp(-(Math.Log(0.6 / 0.4) + left)))), 1e-3f);
    }

    [Fact]
    public void WhatIsSurerThanTheLimitStays()
    {
        Photo photo = Paint((row, column) => IsCross(row, column) ? (200, 40, 40) : (60, 90, 160));
        const float sure = 0.96f; // a logit of 3.2, beyond 2 · 1.5
        Mask mask = Of((row, column) => row < 8 ? sure : IsCross(row, column) ? 0.9f : 0.1f);
        Mask mended = new ColorModel().Mend(photo, mask);
        mended.Values.Take(7 * Side).ShouldAllBe(value => value > 0.5f);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void EmptyAndFullMasksStay(float value)
        => new ColorModel().Mend(Paint((row, column) => (row, column, 0)), Of((_, _) => value)).Values.ShouldAllBe(mended => mended == value);

    [Fact]
    public void APhotoOfOneColourSaysNothing()
    {
        Mask mask = Of((row, column) => (row + column) / 60f);
        new ColorModel().Mend(Paint((_, _) => (90, 90, 90)), mask).Values.ShouldBe(mask.Values, 1e-4);
    }

    [Fact]
    public void ASmallPhotoOfOneColourSaysNothingEither()
        => new ColorModel().Mend(new Photo(3, 1, [.. Enumerable.Repeat((byte)90, 9)]), new Mask(3, 1, [0.45f, 0.5f, 0.6f])).Values.ShouldBe([0.45f, 0.5f, 0.6f], 1e-4);

    [Fact]
    public void APixelWithoutAValueSpoilsNoOther()
    {
        float[] mended = [.. new ColorModel().Mend(new Photo(3, 1, [.. Enumerable.Repeat((byte)90, 9)]), new Mask(3, 1, [0.2f, float.NaN, 0.9f])).Values];
        mended[0].ShouldBe(0.2f, 1e-4);
        mended[2].ShouldBe(0.9f, 1e-4);
    }

    [Fact]
    public void BitsThatAChannelDoesNotHaveAreRefusedWhereverTheyAreSet()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => new ColorModel(Bits: 9));
        Should.Throw<ArgumentOutOfRangeException>(() => new ColorModel() with { Bits = 0 });
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.NegativeInfinity)]
    [InlineData(-0.01)]
    [InlineData(5.01)]
    [InlineData(double.PositiveInfinity)]
    public void WeightsOutOfTheirRangeAreRefusedWhereverTheyAreSet(double weight)
    {
        Should.Throw<ArgumentOutOfRangeException>(() => new ColorModel(Weight: weight)).ParamName.ShouldBe("weight");
        Should.Throw<ArgumentOutOfRangeException>(() => new ColorModel() with { Weight = weight });
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.NegativeInfinity)]
    [InlineData(-0.01)]
    public void LimitsOutOfTheirRangeAreRefusedWhereverTheyAreSet(double limit)
    {
        Should.Throw<ArgumentOutOfRangeException>(() => new ColorModel(Limit: limit)).ParamName.ShouldBe("limit");
        Should.Throw<ArgumentOutOfRangeException>(() => new ColorModel() with { Limit = limit });
    }

    [Theory]
    [InlineData(0, double.PositiveInfinity)]
    [InlineData(5, 0)]
    public void WithoutWeightOrWithALimitOfNothingMasksStay(double weight, double limit)
    {
        Photo photo = Paint((row, column) => IsCross(row, column) ? (200, 40, 40) : (60, 90, 160));
        Mask mask = Of((row, column) => (row + column) / 60f);
        new ColorModel(weight, limit).Mend(photo, mask).Values.ShouldBe(mask.Values, 1e-6);
    }

    [Fact]
    public void TheStrongestEvidenceGivesProbabilitiesStill()
    {
        Photo photo = Paint((row, column) => IsCross(row, column) ? (200, 40, 40) : (60, 90, 160));
        Mask mask = Of((row, column) => IsCross(row, column) ? 1 : 0);
        Mask mended = new ColorModel(Weight: 5, Limit: double.PositiveInfinity, Bits: 8).Mend(photo, mask);
        mended.Values.ShouldBe(mask.Values);
    }

    [Fact]
    public void InLargePhotosGrainIsNoOutline()
    {
        const int side = 400;
        var random = new Random(1);
        byte[] pixels = new byte[3 * side * side];
        float[] soft = new float[side * side];
        for (int i = 0; i < soft.Length; i++)
        {
            bool inside = i % side < side / 2, grain = random.Next(8) == 0;
            soft[i] = inside ? 0.7f : 0.3f;
            pixels[3 * i] = inside != grain ? byte.MaxValue : byte.MinValue; // an eighth of the pixels in the other's colour
        }

        Mask mended = new ColorModel().Mend(new Photo(side, side, pixels), new Mask(side, side, soft));

        int wrong = Enumerable.Range(0, soft.Length).Count(i => mended.Values[i] >= 0.5f != i % side < side / 2);
        wrong.ShouldBeLessThan(soft.Length / 200);
    }

    [Fact]
    public void TheMaskOfAnotherPhotoIsRefused()
        => Should.Throw<ArgumentException>(() => new ColorModel().Mend(Paint((_, _) => (0, 0, 0)), new Mask(2, 2, new float[4]))).Message.ShouldContain("2×2");

    private static bool IsCross(int row, int column) => row is >= 9 and < 15 || column is >= 9 and < 15;

    private static int Square(int value) => value * value;

    private static double Iou(Mask mask)
    {
        int both = 0, either = 0;
        for (int i = 0; i < mask.Values.Length; i++)
        {
            bool found = mask.Values[i] >= 0.5f, real = IsCross(i / Side, i % Side);
            both += found && real ? 1 : 0;
            either += found || real ? 1 : 0;
        }

        return both / (double)either;
    }

    private static Mask Of(Func<int, int, float> value) => new(Side, Side, [.. Enumerable.Range(0, Side * Side).Select(i => value(i / Side, i % Side))]);

    private static Photo Paint(Func<int, int, (int Red, int Green, int Blue)> color)
    {
        byte[] pixels = new byte[3 * Side * Side];
        for (int i = 0; i < Side * Side; i++)
        {
            (int red, int green, int blue) = color(i / Side, i % Side);
            (pixels[3 * i], pixels[(3 * i) + 1], pixels[(3 * i) + 2]) = ((byte)red, (byte)green, (byte)blue);
        }

        return new Photo(Side, Side, pixels);
    }
}
