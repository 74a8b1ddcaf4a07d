using PerturbSeg.Torch;
using PerturbSeg.Training.Networks;

namespace PerturbSeg.Training.Tests.Networks;

public sealed class JudgedImagesTests
{
    [Fact]
    public void Masks_become_a_fourth_channel_from_minus_one_to_one_where_they_are_judged()
    {
        using var scope = new TensorScope();
        Tensor images = Tensor.Zeros([2, 3, 2, 2]), masks = Tensor.From<float>([0, 0.25f, 0.5f, 1, 1, 1, 0, 0], [2, 1, 2, 2], Device.Cpu);
        Tensor judged = JudgedImages.Of(new NetworkOptions { JudgesMasks = true }, images, masks);
        judged.Shape.ToArray().ShouldBe([2, 4, 2, 2]);
        judged.Slice(1, 0, 3).ToArray<float>().ShouldAllBe(value => value == 0);
        judged.Slice(1, 3, 4).ToArray<float>().ShouldBe([-1, -0.5f, 0, 1, 1, 1, -1, -1]);
        JudgedImages.Of(new NetworkOptions(), images, null).ShouldBeSameAs(images);
        Should.Throw<ArgumentNullException>(() => JudgedImages.Of(new NetworkOptions { JudgesMasks = true }, images, null));
    }

    [Fact]
    public void A_discriminator_tells_masks_apart_only_where_it_judges_them()
    {
        using var scope = new TensorScope();
        using var random = new RandomGenerator(1);
        NetworkOptions options = TinyNetworks.Options(8) with { JudgesMasks = true };
        using Discriminator discriminator = Discriminator.Create(options, random);
        Tensor images = Tensor.Normal(random, 4, 3, 8, 8);
        float Judged(double mask) => (float)discriminator.Forward(JudgedImages.Of(options, images, Tensor.Zeros([4, 1, 8, 8]) + mask)).Mean().Item();
        Judged(0).ShouldNotBe(Judged(1));
        Should.Throw<TorchException>(() => discriminator.Forward(images));
    }
}
