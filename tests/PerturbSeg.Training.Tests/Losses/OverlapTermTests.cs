using PerturbSeg.Torch;
using PerturbSeg.Torch.Tests;
using PerturbSeg.Training.Losses;
using PerturbSeg.Training.Networks;
using PerturbSeg.Training.Scenes;
using PerturbSeg.Training.Tests.Scenes;

namespace PerturbSeg.Training.Tests.Losses;

public sealed class OverlapTermTests
{
    [Theory]
    [InlineData(0.1, (1.0 / 3) - 0.1)]
    [InlineData(0.4, 0)]
    public void Silhouettes_of_drawn_latents_cost_what_they_overlap_by_above_the_largest(double largest, double expected)
    {
        using var scope = new TensorScope();
        // A bar of 2 pixels beside one of 6 in each row of the scenes that are drawn; the first is a photo painted again, all object.
        Tensor mask = SceneTensors.Mask(3, 8, (n, _, column) => n == 0 || column is > 0 and < 7 && (n == 2 || column is 3 or 4) ? 1 : 0);
        var layers = new Layers(Tensor.Zeros([3, 3, 8, 8]), Tensor.Zeros([3, 3, 8, 8]), mask);
        Tensor one = Tensor.Zeros([1, 2]);
        var encoded = new EncodedPhotos(Tensor.Zeros([1, 3, 8, 8]), new EncodedLatents(one, one, new ScenePlace(one, one, one)));
        new OverlapTerm(1, largest).Loss(new PaintedScenes(layers, layers, encoded)).ShouldBeNear([expected], 1e-5);
    }
}
