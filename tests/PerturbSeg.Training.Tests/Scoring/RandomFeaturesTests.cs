using PerturbSeg.Torch;
using PerturbSeg.Training.Scoring;

namespace PerturbSeg.Training.Tests.Scoring;

public sealed class RandomFeaturesTests
{
    [Fact]
    public void Two_disjoint_samples_of_one_kind_of_image_are_near_and_nearer_the_more_there_are()
    {
        using var features = new RandomFeatures();
        using var images = new DiscImages(1);
        using var noisy = new DiscImages(2, noise: 0.3);
        double[] halves = [.. ((int[])[75, 150, 600]).Select(count => Distance(Look(features, images, count), Look(features, images, count)))];
        double corrupted = Distance(Look(features, images, 600), Look(features, noisy, 600));
        halves.ShouldBe(halves.OrderDescending());
        halves[2].ShouldBeLessThan(halves[0] / 3);
        halves[2].ShouldBeLessThan(corrupted / 4);
    }

    [Fact]
    public void Noise_ranks_worse_at_each_of_five_strengths() => Worsens(strength => new DiscImages(3, noise: 0.1 * strength));

    [Fact]
    public void Blur_ranks_worse_at_each_of_five_strengths() => Worsens(strength => new DiscImages(3, blurs: strength));

    [Fact]
    public void The_same_seed_is_the_same_features_and_another_seed_others()
    {
        using var features = new RandomFeatures();
        using RandomFeatures same = new(), other = new(seed: 2);
        same.Fingerprint.ShouldBe(features.Fingerprint);
        other.Fingerprint.ShouldNotBe(features.Fingerprint);
        other.Name.ShouldNotBe(features.Name);
        using DiscImages images = new(4), again = new(4);
        Look(same, again, 3).Values.ShouldBe(Look(features, images, 3).Values);
    }

    [Theory]
    [InlineData(8)]
    [InlineData(128)]
    public void Images_of_every_side_have_vectors_of_one_length(int side)
    {
        using var scope = new TensorScope();
        using var features = new RandomFeatures();
        features.Of(Tensor.Zeros([2, 3, side, side])).Shape.ToArray().ShouldBe([2, 352]);
    }

    private static void Worsens(Func<int, DiscImages> corrupted)
    {
        const int count = 300;
        using var features = new RandomFeatures();
        using var clean = new DiscImages(5);
        ReferenceFeatures reference = ReferenceFeatures.Of(Look(features, clean, count));
        var scores = new List<GeneratorScore>();
        for (int strength = 0; strength <= 5; strength++)
        {
            using DiscImages images = corrupted(strength);
            scores.Add(GeneratorScore.Between(reference, Look(features, images, count), features.Name));
        }

        scores.Select(score => score.FrechetDistance).ShouldBeInOrder(SortDirection.Ascending);
        scores.Select(score => score.KernelDistance).ShouldBeInOrder(SortDirection.Ascending);
    }

    private static FeatureVectors Look(RandomFeatures features, IImageSample images, int count) => FeatureVectors.Of(features, images, count, progress: null, TestContext.Current.CancellationToken);

    private static double Distance(FeatureVectors left, FeatureVectors right) => FrechetDistance.Between(FeatureStatistics.Of(left), FeatureStatistics.Of(right));
}
