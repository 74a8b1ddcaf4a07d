using PerturbSeg.Torch;
using PerturbSeg.Torch.Tests;
using PerturbSeg.Training.Networks;

namespace PerturbSeg.Training.Tests.Networks;

public sealed class MappingNetworkTests
{
    [Fact]
    public void The_length_of_a_latent_does_not_matter()
    {
        using var scope = new TensorScope();
        using var random = new RandomGenerator(1);
        using var network = new MappingNetwork(7, 3, 1, random);
        Tensor z = Tensor.Normal(random, 4, 7);
        network.Forward(z * 25.0).ShouldBeNear(network.Forward(z), 1e-5);
        network.Forward(-z).Values().ShouldNotBe(network.Forward(z).Values());
    }

    [Fact]
    public void Without_layers_a_latent_comes_out_at_unit_mean_square()
    {
        using var scope = new TensorScope();
        using var network = new MappingNetwork(2, 0, 1, new RandomGenerator(1));
        network.Forward(Tensor.From<float>([3, 4], [1, 2])).ShouldBeNear([3 / Math.Sqrt(12.5), 4 / Math.Sqrt(12.5)], 1e-6);
    }
}
