using PerturbSeg.Torch;
using PerturbSeg.Torch.Tests;
using PerturbSeg.Training.Networks;

namespace PerturbSeg.Training.Tests.Networks.StyleGan2;

public sealed class StyleGan2DiscriminatorTests
{
    [Theory]
    [InlineData(8, 1)]
    [InlineData(16, 4)]
    [InlineData(32, 3)]
    public void It_gives_one_logit_an_image_and_feature_maps_down_to_4_by_4(int resolution, int count)
    {
        using var scope = new TensorScope();
        using var random = new RandomGenerator(1);
        using Discriminator discriminator = Discriminator.Create(TinyNetworks.Options(resolution), random);
        Tensor images = Tensor.Normal(random, count, 3, resolution, resolution);
        discriminator.Forward(images).ToString().ShouldBe($"Float32[{count}, 1]");
        long[] sides = [.. discriminator.Features(images).Select(features => features.Shape[3])];
        sides.ShouldBe([.. Enumerable.Range(1, sides.Length).Select(halvings => (long)resolution >> halvings)]);
        sides[^1].ShouldBe(4);
    }

    [Fact]
    public void Within_a_group_the_order_of_images_only_orders_the_logits()
    {
        using var scope = new TensorScope();
        using var random = new RandomGenerator(1);
        using Discriminator discriminator = Discriminator.Create(TinyNetworks.Options(), random);
        Tensor images = Tensor.Normal(random, 4, 3, 8, 8);
        discriminator.Forward(images.Flip(0)).ShouldBeNear(discriminator.Forward(images).Flip(0), 1e-5);
    }

    [Fact]
    public void It_sees_a_lack_of_variety()
    {
        using var scope = new TensorScope();
        using var random = new RandomGenerator(1);
        using Discriminator discriminator = Discriminator.Create(TinyNetworks.Options(), random);
        Tensor images = Tensor.Normal(random, 4, 3, 8, 8);
        Tensor repeated = images.Slice(0, 0, 1).Expand(4, 3, 8, 8);
        double alone = discriminator.Forward(repeated).Values()[0], among = discriminator.Forward(images).Values()[0];
        Math.Abs(alone - among).ShouldBeGreaterThan(1e-3);
    }
}
