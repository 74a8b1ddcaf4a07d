using PerturbSeg.Torch;
using PerturbSeg.Training.Fitting;
using PerturbSeg.Training.Scenes;

namespace PerturbSeg.Training.Tests.Scenes;

public sealed class SoftPlacingTests : IDisposable
{
    private const int Side = 8;
    private readonly TensorScope _scope = new();
    private readonly RandomGenerator _random = new(2);

    public void Dispose()
    {
        _random.Dispose();
        _scope.Dispose();
    }

    [Fact]
    public void WholePixelsMoveAsTheTrainingMovesThem()
    {
        Layers layers = Scenes();
        Tensor pixels = Tensor.From<long>([2, -1, 0, 0, -2, 2], [3, 2]);
        Layers expected = RandomShift.Shift(layers, pixels, 2);
        Layers actual = SoftPlacing.Place(layers, pixels.To(ScalarType.Float32) / Side, Ones());
        LargestDifference(actual.Mask, expected.Mask).ShouldBeLessThan(1e-5);
        LargestDifference(actual.Foreground, expected.Foreground).ShouldBeLessThan(1e-5);
    }

    [Fact]
    public void WholePixelsTurnAsTheTrainingTurnsThem()
    {
        Layers layers = Scenes();
        Tensor pixels = Tensor.From<long>([0, 3, Side - 1], [3, 1]);
        Layers expected = PanoramaTurn.Turn(layers, Tensor.Concatenate([pixels, Tensor.ZerosLike(pixels)], 1));
        Tensor actual = SoftTurn.Turn(layers.Background, pixels.To(ScalarType.Float32) / Side);
        LargestDifference(actual, expected.Background).ShouldBeLessThan(1e-5);
    }

    [Theory]
    [InlineData(1, 0, 0)]
    [InlineData(0, 2, 0.25)]
    [InlineData(-1, 0, 0.5)]
    [InlineData(0, -1, 0.75)]
    public void DirectionsStandForShares(float cosine, float sine, double share)
        => ((double)SoftTurn.Share(Tensor.From<float>([cosine, sine], [1, 2])).Item()).ShouldBe(share, 1e-6);

    [Fact]
    public void ShiftsAndScalesAreLearnable()
    {
        Layers layers = Scenes();
        Tensor shares = Tensor.Full([3, 2], 0.03);
        shares.RequiresGradient = true;
        Tensor factors = Tensor.Full([3, 1], 1.1);
        factors.RequiresGradient = true;
        Tensor loss = SoftPlacing.Place(layers, shares, factors).Mask.Square().Mean();
        Autograd.Gradients(loss, [shares, factors]).ShouldAllBe(gradient => gradient.Abs().Sum().Item() > 0);
    }

    // A square of 2 about the middle becomes one of 4, and is moved by a pixel then.
    [Fact]
    public void ObjectsAreEnlargedAboutTheMiddleAndMovedThen()
    {
        float[] square = [.. Enumerable.Range(0, Side * Side).Select(i => Math.Abs((i % Side) - 3.5) < 1 && Math.Abs((i / Side) - 3.5) < 1 ? 1f : 0f)];
        Tensor mask = Tensor.From<float>(square, [1, 1, Side, Side]), image = Tensor.Zeros([1, 3, Side, Side], default);
        Layers placed = SoftPlacing.Place(new Layers(image, image, mask), Tensor.From<float>([0.125f, 0], [1, 2]), Tensor.Full([1, 1], 2));
        float[] found = placed.Mask.ToArray<float>();
        double area = found.Sum(), x = found.Select((value, i) => value * (i % Side)).Sum() / area, y = found.Select((value, i) => value * (i / Side)).Sum() / area;
        area.ShouldBe(16, 1e-4);
        x.ShouldBe(4.5, 1e-4);
        y.ShouldBe(3.5, 1e-4);
    }

    [Fact]
    public void UndecidedMasksMoveAsDecidedOnes()
    {
        Layers layers = Scenes();
        var undecided = new UndecidedLayers(layers.Background, layers.Foreground, layers.Mask.Log() - (1 - layers.Mask).Log());
        Tensor shares = Tensor.From<float>([2, -1, 0, 0, -2, 2], [3, 2]) / Side;
        Layers expected = SoftPlacing.Place(layers, shares, Ones()), actual = SoftPlacing.Place(undecided, shares, Ones()).Decide();
        LargestDifference(actual.Mask, expected.Mask).ShouldBeLessThan(1e-5);
        LargestDifference(actual.Foreground, expected.Foreground).ShouldBeLessThan(1e-5);
    }

    // A mask of e⁻³⁰ that should be 1: a sigmoid's slope is nothing there, the logit's is one.
    [Fact]
    public void MasksThatAreSureAndWrongCanStillBeMoved()
    {
        Tensor image = Tensor.Zeros([1, 3, Side, Side], default), logits = Tensor.Full([1, 1, Side, Side], -30);
        logits.RequiresGradient = true;
        UndecidedLayers placed = SoftPlacing.Place(new UndecidedLayers(image, image, logits), Tensor.Zeros([1, 2], default), Tensor.Full([1, 1], 1));
        Tensor loss = SegmentationLosses.CrossEntropy(placed.MaskLogits, Tensor.Full([1, 1, Side, Side], 1));
        Autograd.Gradients(loss, [logits])[0].ToArray<float>().ShouldAllBe(slope => Math.Abs((slope * Side * Side) + 1) < 1e-4);
    }

    private static Tensor Ones() => Tensor.Full([3, 1], 1);

    private static double LargestDifference(Tensor left, Tensor right)
        => left.ToArray<float>().Zip(right.ToArray<float>(), (a, b) => Math.Abs(a - b)).Max();

    private Layers Scenes() => new(
        Tensor.Normal(_random, 3, 3, Side, Side), Tensor.Normal(_random, 3, 3, Side, Side), Tensor.Uniform(_random, 3, 1, Side, Side));
}
