using PerturbSeg.Torch;
using PerturbSeg.Torch.Tests;
using PerturbSeg.Training.Augmentation;
using PerturbSeg.Training.Tests.Runs;
using PerturbSeg.Training.Tests.Scenes;

namespace PerturbSeg.Training.Tests.Augmentation;

public sealed class AugmentationPipelineTests
{
    private const int Side = 8;

    [Fact]
    public void At_probability_0_images_keep_their_bits()
    {
        using var scope = new TensorScope();
        using var random = new RandomGenerator(2);
        Tensor images = Tensor.Normal(random, 16, 3, Side, Side);
        AugmentationPipeline.Default.Apply(images, 0, random).ShouldBeSame(images);
    }

    [Theory]
    [InlineData(0.2)]
    [InlineData(0.7)]
    [InlineData(1.0)]
    public void Each_augmentation_takes_its_share_of_the_images_by_itself(double probability)
    {
        using var scope = new TensorScope();
        using var random = new RandomGenerator(2);
        var pipeline = new AugmentationPipeline([new Mark(0), new Mark(1)]);
        double[] marks = pipeline.Apply(Tensor.Zeros([4000, 3, 1, 1]), probability, random).Values();
        double[][] images = [.. marks.Chunk(3)];
        images.Average(image => image[0]).ShouldBe(probability, 0.03);
        images.Average(image => image[1]).ShouldBe(probability, 0.03);
        images.Average(image => image[0] * image[1]).ShouldBe(probability * probability, 0.03);
    }

    [Fact]
    public void The_probability_changes_how_many_images_but_not_what_is_drawn()
    {
        using var scope = new TensorScope();
        using RandomGenerator first = new(7), second = new(7);
        Tensor images = Tensor.Full([4, 3, Side, Side], 0.5);
        AugmentationPipeline.Default.Apply(images, 0.1, first);
        AugmentationPipeline.Default.Apply(images, 0.9, second);
        TinyTraining.Bytes(first.GetState()).ShouldBe(TinyTraining.Bytes(second.GetState()));
    }

    [Fact]
    public void Through_all_augmentations_gradients_agree_with_finite_differences()
        => FiniteDifferences.ShouldMatchGradient(
            images =>
            {
                using var random = new RandomGenerator(4);
                return AugmentationPipeline.Default.Apply(images, 0.8, random).Square().Sum();
            },
            FiniteDifferences.Point(2 * 3 * Side * Side),
            [2, 3, Side, Side],
            tolerance: 1e-6);

    // Object, background and what enters at the edge have a colour each, whatever is done to colours.
    [Fact]
    public void Masks_move_with_their_images_and_keep_their_values()
    {
        using var scope = new TensorScope();
        using var random = new RandomGenerator(3);
        Tensor masks = ((Tensor.Uniform(random, 20, 1, Side, Side) > 0.5).To(ScalarType.Float32) * 2) - 1;
        Tensor changed = AugmentationPipeline.Default.Apply(Tensor.Concatenate([masks, masks, masks, masks], 1), 1, random);
        changed.Shape.ToArray().ShouldBe([20L, 4, Side, Side]);
        float[][] images = [.. changed.ToArray<float>().Chunk(4 * Side * Side)];
        foreach (float[] image in images)
        {
            (float Mask, float Color)[] pixels = [.. Enumerable.Range(0, Side * Side).Select(i => (image[(3 * Side * Side) + i], image[i]))];
            pixels.ShouldAllBe(pixel => pixel.Mask == -1 || pixel.Mask == 0 || pixel.Mask == 1);
            pixels.GroupBy(pixel => pixel.Mask).ShouldAllBe(alike => alike.Max(pixel => pixel.Color) - alike.Min(pixel => pixel.Color) < 1e-5);
        }

        changed.Slice(1, 3, 4).ToArray<float>().ShouldNotBe(masks.ToArray<float>());
    }

    // Adds 1 to a channel of the chosen images.
    private sealed record Mark(int Channel) : IImageAugmentation
    {
        public bool OfColors => true;

        public Tensor Apply(Tensor images, Tensor chosen, RandomGenerator random)
        {
            float[] mark = new float[3];
            mark[Channel] = 1;
            return images + (chosen * Tensor.From<float>(mark, [1, 3, 1, 1]));
        }
    }
}
