using PerturbSeg.Torch;
using PerturbSeg.Torch.Tests;
using PerturbSeg.Training.Losses;
using PerturbSeg.Training.Scenes;
using PerturbSeg.Training.Tests.Scenes;

namespace PerturbSeg.Training.Tests.Losses;

public sealed class SizeTermTests
{
    private static readonly CoverageBounds Fish = new(0.1, 0.2);
    private static readonly CoverageBounds Cars = new(0.4, 0.6);

    [Fact]
    public void Of_one_kind_every_mask_keeps_the_same_bounds()
        => Loss([Fish], 0.05, 0.15, 0.5, 0.5).ShouldBe((0.05 + 0 + 0.3 + 0.3) / 4, 1e-6);

    [Fact]
    public void Of_two_kinds_the_smaller_half_of_the_masks_keeps_the_bounds_of_the_smaller_kind()
    {
        Loss([Fish, Cars], 0.5, 0.15, 0.45, 0.12).ShouldBe(0, 1e-6);
        Loss([Cars, Fish], 0.5, 0.05, 0.7, 0.12).ShouldBe((0.05 + 0.1) / 4, 1e-6);
        // All alike in size, as one kind would have them, cost.
        Loss([Fish, Cars], 0.3, 0.3, 0.3, 0.3).ShouldBe(((2 * 0.1) + (2 * 0.1)) / 4, 1e-6);
    }

    private static double Loss(CoverageBounds[] bounds, params double[] coverage)
    {
        using var scope = new TensorScope();
        Tensor mask = SceneTensors.Mask(coverage.Length, 4, (n, _, _) => coverage[n]);
        var layers = new Layers(Tensor.Zeros([coverage.Length, 3, 4, 4]), Tensor.Zeros([coverage.Length, 3, 4, 4]), mask);
        return new SizeTerm(1, bounds, Logarithmic: false).Loss(new PaintedScenes(layers, layers)).Values()[0];
    }
}
