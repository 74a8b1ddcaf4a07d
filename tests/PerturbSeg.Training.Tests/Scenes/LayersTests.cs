using PerturbSeg.Torch;
using PerturbSeg.Torch.Tests;
using PerturbSeg.Training.Scenes;

namespace PerturbSeg.Training.Tests.Scenes;

public sealed class LayersTests
{
    [Fact]
    public void Mask_1_shows_the_foreground_and_mask_0_the_background()
    {
        using var scope = new TensorScope();
        Layers layers = SceneTensors.Random(2, 3, 5);
        (layers with { Mask = Tensor.Full([2, 1, 3, 5], 1, type: ScalarType.Float64) }).Composite().ShouldBeNear(layers.Foreground, 1e-14);
        (layers with { Mask = Tensor.Zeros([2, 1, 3, 5], type: ScalarType.Float64) }).Composite().ShouldBeSame(layers.Background);
    }

    [Fact]
    public void Between_the_layers_are_weighed_by_the_mask()
    {
        using var scope = new TensorScope();
        SceneTensors.Plain(1, 2, background: -1, foreground: 0.5, mask: 0.25).Composite()
            .ShouldBeNear([.. Enumerable.Repeat((0.25 * 0.5) - 0.75, 12)], 1e-7);
    }

    [Fact]
    public void Layers_of_other_sizes_are_refused_by_name()
    {
        using var scope = new TensorScope();
        Layers layers = SceneTensors.Random(2, 4, 4);
        Should.Throw<ShapeMismatchException>(() => (layers with { Background = layers.Background.Slice(3, 0, 3) }).Composite())
            .Message.ShouldBe("background is [2, 3, 4, 3], expected [2, 3, 4, 4].");
        Should.Throw<ShapeMismatchException>(() => (layers with { Foreground = layers.Foreground.Slice(0, 0, 1) }).Composite())
            .Message.ShouldStartWith("foreground is [1, 3, 4, 4]");
    }
}
