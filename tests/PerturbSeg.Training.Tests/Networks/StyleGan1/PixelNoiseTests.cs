using PerturbSeg.Torch;
using PerturbSeg.Torch.Tests;
using PerturbSeg.Training.Networks.StyleGan1;

namespace PerturbSeg.Training.Tests.Networks.StyleGan1;

public sealed class PixelNoiseTests
{
    private const int Channels = 3;

    [Fact]
    public void At_first_it_changes_nothing()
    {
        using var scope = new TensorScope();
        using var random = new RandomGenerator(1);
        using var layer = new PixelNoise(Channels, Device.Cpu);
        Tensor x = Tensor.Normal(random, 2, Channels, 4, 4);
        layer.Forward(x, Tensor.Normal(random, 2, 1, 4, 4)).Values().ShouldBe(x.Values());
    }

    [Fact]
    public void Every_channel_gets_the_images_noise_in_its_own_strength()
    {
        using var scope = new TensorScope();
        using var random = new RandomGenerator(1);
        using var layer = new PixelNoise(Channels, Device.Cpu);
        double[] strength = [0.5, -2, 3];
        using (Autograd.NoGradient())
            layer.Parameter("strength").CopyFrom(Tensor.From<double>(strength, [1, Channels, 1, 1]));
        Tensor x = Tensor.Normal(random, 2, Channels, 4, 5), noise = Tensor.Normal(random, 2, 1, 4, 5);
        double[] values = x.Values(), grains = noise.Values();
        layer.Forward(x, noise).ShouldBeNear(
            [.. values.Select((value, i) => value + (Math.Sqrt(2.0 / Channels) * strength[i / 20 % Channels] * grains[(i / (20 * Channels) * 20) + (i % 20)]))], 1e-6);
    }

    [Fact]
    public void The_result_has_the_type_of_the_features()
    {
        using var scope = new TensorScope();
        using var layer = new PixelNoise(Channels, Device.Cpu);
        layer.Forward(Tensor.Zeros([1, Channels, 4, 4], type: ScalarType.BFloat16), Tensor.Zeros([1, 1, 4, 4])).Type.ShouldBe(ScalarType.BFloat16);
    }
}
