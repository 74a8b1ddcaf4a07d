using System.Diagnostics;
using PerturbSeg.Torch;
using PerturbSeg.Training.PackedSets;
using PerturbSeg.Training.Scoring;

namespace PerturbSeg.Training.Tests.Scoring;

/// <summary>What must hold on any set of photos; on the packed set that PERTURBSEG_PHOTOS names, and passed over without one.</summary>
public sealed class RealPhotosTests(ITestOutputHelper output)
{
    [Fact]
    public void Halves_of_a_set_are_near_and_corruptions_rank_worse_at_each_strength()
    {
        string path = Environment.GetEnvironmentVariable("PERTURBSEG_PHOTOS") ?? string.Empty;
        Assert.SkipWhen(path.Length == 0, "PERTURBSEG_PHOTOS names no packed set.");
        using PackedSetMixture set = PackedSetMixture.Open(path);
        using var features = new RandomFeatures();
        int half = PhotoSample.CountOf(set) / 2;
        var clock = Stopwatch.StartNew();
        FeatureVectors first = Look(Photos(0), half), second = Look(Photos(half), half);
        output.WriteLine($"{2 * half} photos of side {set.Resolution} in {clock.Elapsed.TotalSeconds:0.0} s");
        var halves = new List<double>();
        foreach (int count in (int[])[half / 8, half / 4, half / 2, half])
        {
            halves.Add(FrechetDistance.Between(FeatureStatistics.Of(Take(first, count)), FeatureStatistics.Of(Take(second, count))));
            output.WriteLine($"two samples of {count}: Fréchet distance {halves[^1]:0.00000}");
        }

        halves.ShouldBe(halves.OrderDescending());
        int some = Math.Min(half, 1000);
        var reference = ReferenceFeatures.Of(Take(first, some));
        GeneratorScore last = Score(Take(second, some), "other photos");
        for (int strength = 1; strength <= 5; strength++)
        {
            using var random = new RandomGenerator(1);
            GeneratorScore score = Score(Look(new Noisy(Photos(half), 0.05 * strength, random), some), $"noise {0.05 * strength:0.00}");
            score.FrechetDistance.ShouldBeGreaterThan(last.FrechetDistance);
            score.KernelDistance.ShouldBeGreaterThan(last.KernelDistance);
            last = score;
        }

        PhotoSample Photos(long start) => new(set, mirror: true, seed: 1, start);

        FeatureVectors Look(IImageSample images, int count) => FeatureVectors.Of(features, images, count, progress: null, TestContext.Current.CancellationToken);

        GeneratorScore Score(FeatureVectors vectors, string what)
        {
            clock.Restart();
            var score = GeneratorScore.Between(reference, vectors, features.Name);
            output.WriteLine($"{what}: {score.ToJson()} in {clock.Elapsed.TotalSeconds:0.0} s");
            return score;
        }
    }

    private static FeatureVectors Take(FeatureVectors vectors, int count)
        => vectors with { Values = vectors.Values[..(count * vectors.Dimensions)] };

    private sealed class Noisy(PhotoSample photos, double deviation, RandomGenerator random) : IImageSample
    {
        public Tensor Next(int count)
        {
            Tensor images = photos.Next(count);
            return PixelBytes.Rounded(images + (Tensor.Normal(random, images.Shape.ToArray()) * deviation));
        }
    }
}
