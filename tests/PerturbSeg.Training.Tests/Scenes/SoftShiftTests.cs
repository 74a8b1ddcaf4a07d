using PerturbSeg.Torch;
using PerturbSeg.Training.Scenes;

namespace PerturbSeg.Training.Tests.Scenes;

public sealed class SoftShiftTests : IDisposable
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
        Layers actual = SoftShift.Shift(layers, pixels.To(ScalarType.Float32) / Side);
        LargestDifference(actual.Mask, expected.Mask).ShouldBeLessThan(1e-5);
        LargestDifference(actual.Foreground, expected.Foreground).ShouldBeLessThan(1e-5);
    }

    [Fact]
    public void WholePixelsTurnAsTheTrainingTurnsThem()
    {
        Layers layers = Scenes();
        Tensor pixels = Tensor.From<long>([0, 3, Side - 1], [3, 1]);
        Layers expected = PanoramaTurn.Turn(layers, Tensor.Concatenate([pixels, Tensor.ZerosLike(pixels)], 1));
        Layers actual = SoftTurn.Turn(layers, pixels.To(ScalarType.Float32) / Side);
        LargestDifference(actual.Background, expected.Background).ShouldBeLessThan(1e-5);
    }

    [Theory]
    [InlineData(1, 0, 0)]
    [InlineData(0, 2, 0.25)]
    [InlineData(-1, 0, 0.5)]
    [InlineData(0, -1, 0.75)]
    public void DirectionsStandForShares(float cosine, float sine, double share)
        => ((double)SoftTurn.Share(Tensor.From<float>([cosine, sine], [1, 2])).Item()).ShouldBe(share, 1e-6);

    [Fact]
    public void ShiftsAreLearnable()
    {
        Layers layers = Scenes();
        Tensor shares = Tensor.Full([3, 2], 0.03);
        shares.RequiresGradient = true;
        Tensor loss = SoftShift.Shift(layers, shares).Mask.Square().Mean();
        Autograd.Gradients(loss, [shares])[0].Abs().Sum().Item().ShouldBeGreaterThan(0);
    }

    private static double LargestDifference(Tensor left, Tensor right)
        => left.ToArray<float>().Zip(right.ToArray<float>(), (a, b) => Math.Abs(a - b)).Max();

    private Layers Scenes() => new(
        Tensor.Normal(_random, 3, 3, Side, Side), Tensor.Normal(_random, 3, 3, Side, Side), Tensor.Uniform(_random, 3, 1, Side, Side));
}
