using PerturbSeg.Torch;
using PerturbSeg.Torch.Tests;
using PerturbSeg.Training.Networks;

namespace PerturbSeg.Training.Tests.Networks;

public sealed class StyleMixingTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(4)]
    public void Layers_before_the_crossover_have_the_first_latent_and_the_others_the_second(int crossover)
    {
        using var scope = new TensorScope();
        Tensor coarse = Tensor.From<double>([1, 2, 3, 4], [2, 2]), fine = Tensor.From<double>([-1, -2, -3, -4], [2, 2]);
        Tensor mixed = StyleMixing.Mix(coarse, fine, crossover, layers: 4);
        mixed.Shape.ToArray().ShouldBe([2, 4, 2]);
        mixed.Values().ShouldBe(
            [.. from image in Enumerable.Range(0, 2) from layer in Enumerable.Range(0, 4) from part in Enumerable.Range(0, 2)
                select (layer < crossover ? 1.0 : -1.0) * ((2 * image) + part + 1)]);
    }
}
