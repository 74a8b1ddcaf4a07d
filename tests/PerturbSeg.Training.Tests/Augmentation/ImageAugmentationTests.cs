using PerturbSeg.Torch;
using PerturbSeg.Torch.Tests;
using PerturbSeg.Training.Augmentation;
using PerturbSeg.Training.Tests.Runs;

namespace PerturbSeg.Training.Tests.Augmentation;

public sealed class ImageAugmentationTests
{
    private const int Side = 4;

    private static readonly Dictionary<string, IImageAugmentation> Augmentations = new()
    {
        ["mirror"] = new Mirror(),
        ["translation"] = new Translation(0.25),
        ["brightness"] = new Brightness(),
        ["saturation"] = new Saturation(),
        ["contrast"] = new Contrast(),
    };

    public static TheoryData<string> Names => [.. Augmentations.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Gradients_agree_with_finite_differences(string name)
    {
        FiniteDifferences.ShouldMatchGradient(
            images =>
            {
                using var random = new RandomGenerator(3);
                return Augmentations[name].Apply(images, Chosen(1, 1), random).Square().Sum();
            },
            FiniteDifferences.Point(2 * 3 * Side * Side),
            [2, 3, Side, Side],
            tolerance: 1e-6);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Chosen_images_change_and_the_others_keep_their_bits(string name)
    {
        using var scope = new TensorScope();
        using var random = new RandomGenerator(5);
        const int count = 64;
        Tensor images = Tensor.Uniform(random, count, 3, Side, Side);
        Tensor chosen = Chosen([.. Enumerable.Range(0, count).Select(i => (float)(i % 2))]);
        Tensor changed = Augmentations[name].Apply(images, chosen, random);
        double[] differences = (changed - images).Abs().Largest([1, 2, 3]).Values();
        differences.Where((_, i) => i % 2 == 0).ShouldAllBe(difference => difference == 0);
        differences.Where((_, i) => i % 2 == 1).Count(difference => difference > 0).ShouldBeGreaterThan(count / 2 / 4); // half are mirrored
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Which_images_are_chosen_does_not_change_what_is_drawn(string name)
    {
        using var scope = new TensorScope();
        using RandomGenerator first = new(7), second = new(7);
        Tensor images = Tensor.Full([2, 3, Side, Side], 0.5);
        Augmentations[name].Apply(images, Chosen(0, 0), first);
        Augmentations[name].Apply(images, Chosen(1, 1), second);
        TinyTraining.Bytes(first.GetState()).ShouldBe(TinyTraining.Bytes(second.GetState()));
    }

    [Fact]
    public void Brightness_adds_one_number_to_an_image_within_its_strength()
    {
        double[] values = Augment(new Brightness(0.4), Tensor.Zeros([500, 3, 1, 1]));
        values.Chunk(3).ShouldAllBe(pixel => pixel[0] == pixel[1] && pixel[1] == pixel[2]);
        (values.Min(), values.Max()).ShouldSatisfyAllConditions(
            range => range.Item1.ShouldBeInRange(-0.4, -0.39), range => range.Item2.ShouldBeInRange(0.39, 0.4));
    }

    [Fact]
    public void Saturation_scales_a_pixel_about_its_grey()
    {
        using var scope = new TensorScope();
        Tensor pixel = Tensor.From<double>([0.6, 0.3, 0], [1, 3, 1, 1]);
        Saturation.Scale(pixel, Change(-1)).ShouldBeNear([0.3, 0.3, 0.3], 1e-12);
        Saturation.Scale(pixel, Change(1)).ShouldBeNear([0.9, 0.3, -0.3], 1e-12);
    }

    [Fact]
    public void Contrast_scales_an_image_about_its_mean()
    {
        using var scope = new TensorScope();
        Tensor image = Tensor.From<double>([0, 1, 0.5, 0.5, 0.25, 0.75], [1, 3, 1, 2]);
        Contrast.Scale(image, Change(-1)).ShouldBeNear([0.5, 0.5, 0.5, 0.5, 0.5, 0.5], 1e-12);
        Contrast.Scale(image, Change(0.5)).ShouldBeNear([-0.25, 1.25, 0.5, 0.5, 0.125, 0.875], 1e-12);
    }

    [Fact]
    public void Half_of_the_chosen_images_are_mirrored()
    {
        using var scope = new TensorScope();
        Tensor images = Tensor.From<float>([1, 0, 2], [1, 1, 1, 3]).Expand(1000, 3, 1, 3);
        double[][] rows = [.. Augment(new Mirror(), images).Chunk(3)];
        rows.ShouldAllBe(row => row.SequenceEqual(new double[] { 1, 0, 2 }) || row.SequenceEqual(new double[] { 2, 0, 1 }));
        rows.Average(row => row[0] == 2 ? 1 : 0).ShouldBe(0.5, 0.05);
    }

    [Fact]
    public void Translation_moves_the_whole_image_by_at_most_its_range_and_what_enters_is_grey()
    {
        using var scope = new TensorScope();
        const int side = 8, count = 400;
        float[] dot = new float[side * side];
        dot[(3 * side) + 4] = 1; // row 3, column 4
        Tensor images = Tensor.From<float>(dot, [1, 1, side, side]).Expand(count, 3, side, side);
        var seen = new HashSet<(int X, int Y)>();
        foreach (double[] plane in Augment(new Translation(0.25), images).Chunk(side * side))
        {
            plane.Count(value => value != 0).ShouldBe(1);
            int place = Array.IndexOf(plane, 1);
            seen.Add(((place % side) - 4, (place / side) - 3));
        }

        seen.Count.ShouldBe(25);
        seen.ShouldAllBe(move => Math.Abs(move.X) <= 2 && Math.Abs(move.Y) <= 2);
        Augment(new Translation(0.125), images.Slice(2, 0, 3).Slice(3, 0, 3)).ShouldAllBe(value => value == 0); // no whole pixel
    }

    private static double[] Augment(IImageAugmentation augmentation, Tensor images)
    {
        using var scope = new TensorScope();
        using var random = new RandomGenerator(1);
        return augmentation.Apply(images, Tensor.Full([images.Shape[0], 1, 1, 1], 1), random).Values();
    }

    private static Tensor Chosen(params float[] values) => Tensor.From<float>(values, [values.Length, 1, 1, 1]);

    private static Tensor Change(double value) => Tensor.Full([1, 1, 1, 1], value, type: ScalarType.Float64);
}
