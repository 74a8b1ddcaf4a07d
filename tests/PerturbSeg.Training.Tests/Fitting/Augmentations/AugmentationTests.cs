using PerturbSeg.Torch;
using PerturbSeg.Training.Fitting;
using PerturbSeg.Training.Fitting.Augmentations;

namespace PerturbSeg.Training.Tests.Fitting.Augmentations;

public sealed class AugmentationTests : IDisposable
{
    private const int Side = 16;
    private readonly TensorScope _scope = new();
    private readonly RandomGenerator _random = new(3);

    public static TheoryData<IAugmentation> Harmless =>
        [new RandomFraming(1, 1, 0), new RandomSoftening(0), new RandomContrast(0), new RandomColor(0), new GaussianNoise(0)];

    public static TheoryData<IAugmentation> All =>
        [new RandomFraming(), new RandomMirror(), new RandomSoftening(), new RandomContrast(), new RandomColor(), new GaussianNoise()];

    public void Dispose()
    {
        _random.Dispose();
        _scope.Dispose();
    }

    [Theory]
    [MemberData(nameof(Harmless))]
    public void StrengthNoneChangesNothing(IAugmentation augmentation)
    {
        LabelledImages pairs = Pairs();
        LabelledImages result = augmentation.Apply(pairs, _random);
        LargestDifference(result.Images, pairs.Images).ShouldBeLessThan(1e-5);
        LargestDifference(result.Masks, pairs.Masks).ShouldBeLessThan(1e-5);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void ShapesStayAndTheSameSeedRepeats(IAugmentation augmentation)
    {
        LabelledImages pairs = Pairs();
        using var first = new RandomGenerator(5);
        using var again = new RandomGenerator(5);
        LabelledImages result = augmentation.Apply(pairs, first);
        result.Images.Shape.ToArray().ShouldBe(pairs.Images.Shape.ToArray());
        result.Masks.Shape.ToArray().ShouldBe(pairs.Masks.Shape.ToArray());
        LargestDifference(result.Images, augmentation.Apply(pairs, again).Images).ShouldBe(0);
        LargestDifference(result.Images, pairs.Images).ShouldBeGreaterThan(1e-3);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void ImageAndMaskMoveTogether(IAugmentation augmentation)
    {
        // Objects of value 0.6 on a ground of −0.6: what is bright is object before and must be so afterwards.
        LabelledImages pairs = new DiscPairs(Side).Draw(32, _random);
        pairs = pairs with { Images = ((pairs.Masks * 1.2) - 0.6).Expand(-1, 3, -1, -1) };
        LabelledImages result = augmentation.Apply(pairs, _random);
        float[] bright = result.Images.Mean([1], keep: true).ToArray<float>();
        float[] mask = result.Masks.ToArray<float>();
        int agreeing = bright.Zip(mask, (b, m) => (b > 0) == (m > 0.5)).Count(same => same);
        ((double)agreeing / mask.Length).ShouldBeGreaterThan(0.97); // soft edges, and mirror images beyond the frame, may differ
    }

    [Fact]
    public void FramingByHalfEnlargesTheChosenQuarter()
    {
        LabelledImages pairs = Pairs();
        Tensor extents = Tensor.Full([pairs.Count, 2], 0.5);
        Tensor middles = Tensor.From<float>([-0.5f, 0.5f], [1, 2]).Expand(pairs.Count, 2); // left, below
        LabelledImages framed = RandomFraming.Frame(pairs, extents, middles);
        double expected = pairs.Masks.Slice(2, Side / 2, Side).Slice(3, 0, Side / 2).Mean().Item();
        ((double)framed.Masks.Mean().Item()).ShouldBe(expected, 0.03);
    }

    [Fact]
    public void BeyondTheFrameIsMirroredImageAndEmptyMask()
    {
        var full = new LabelledImages(Tensor.Full([1, 3, Side, Side], 0.5), Tensor.Full([1, 1, Side, Side], 1));
        LabelledImages framed = RandomFraming.Frame(full, Tensor.Full([1, 2], 2), Tensor.Zeros([1, 2]));
        LargestDifference(framed.Images, full.Images).ShouldBeLessThan(1e-5);
        ((double)framed.Masks.Mean().Item()).ShouldBe(0.25, 0.01);
        framed.Masks.ToArray<float>()[0].ShouldBe(0);
    }

    [Fact]
    public void MirroringTwiceChangesNothing()
    {
        LabelledImages pairs = Pairs();
        Tensor chosen = Tensor.Full([pairs.Count, 1, 1, 1], 1, type: ScalarType.Bool);
        LabelledImages once = RandomMirror.Mirror(pairs, chosen);
        LargestDifference(once.Images, pairs.Images.Flip(3)).ShouldBe(0);
        LargestDifference(RandomMirror.Mirror(once, chosen).Masks, pairs.Masks).ShouldBe(0);
    }

    [Fact]
    public void SofteningFullyLeavesHalfTheResolution()
    {
        LabelledImages pairs = Pairs();
        float[] checks = [.. Enumerable.Range(0, Side * Side).Select(i => (((i / Side) + i) & 1) == 0 ? 1f : -1f)];
        Tensor board = Tensor.From<float>(checks, [1, 1, Side, Side]).Expand(pairs.Count, 3, Side, Side);
        LabelledImages soft = RandomSoftening.Soften(pairs with { Images = board }, Tensor.Full([pairs.Count, 1, 1, 1], 1));
        ((double)soft.Images.Abs().Largest([0, 1, 2, 3]).Item()).ShouldBeLessThan(1e-6); // a chequered board averages to nothing
    }

    [Fact]
    public void NoiseHasTheDeviationAskedFor()
    {
        LabelledImages pairs = Pairs();
        Tensor noise = new GaussianNoise(0.03).Apply(pairs, _random).Images - pairs.Images;
        ((double)noise.Square().Mean().Sqrt().Item()).ShouldBe(0.03, 0.002);
    }

    [Fact]
    public void ColorAddsOneOffsetToEachChannel()
    {
        LabelledImages pairs = Pairs();
        Tensor offsets = new RandomColor(0.1).Apply(pairs, _random).Images - pairs.Images;
        LargestDifference(offsets, offsets.Mean([2, 3], keep: true).Expand(offsets.Shape.ToArray())).ShouldBeLessThan(1e-6);
        ((double)offsets.Abs().Largest([0, 1, 2, 3]).Item()).ShouldBeInRange(0.05, 0.1001);
    }

    private static double LargestDifference(Tensor left, Tensor right)
        => left.ToArray<float>().Zip(right.ToArray<float>(), (a, b) => Math.Abs(a - b)).Max();

    private LabelledImages Pairs() => new DiscPairs(Side).Draw(8, _random);
}
