using PerturbSeg.Torch;
using PerturbSeg.Training.Fitting;
using PerturbSeg.Training.Networks;
using PerturbSeg.Training.Scenes;
using PerturbSeg.Training.Settings;

namespace PerturbSeg.Training.Tests.Fitting;

public sealed class GeneratedPairsTests : IDisposable
{
    private const int Count = 6;
    private readonly TensorScope _scope = new();
    private readonly LayeredGenerator _generator;
    private readonly TrainingOptions _training = new()
    {
        Network = new NetworkOptions { Resolution = 8, Width = 0.05, LatentSize = 8 },
        Precision = ScalarType.Float32,
    };

    public GeneratedPairsTests()
    {
        using var random = new RandomGenerator(1);
        _generator = new LayeredGenerator(_training.Network, random);
    }

    public void Dispose()
    {
        _generator.Dispose();
        _scope.Dispose();
    }

    [Theory]
    [InlineData(0.0, 0)]
    [InlineData(0.5, 3)]
    [InlineData(1.0, 6)]
    public void TheShareThatWasAskedForIsRearranged(double share, int rearranged)
    {
        LabelledImages pairs = Draw(share, [new Everything()]);
        pairs.Images.Shape.ToArray().ShouldBe([Count, 3, 8, 8]);
        pairs.Masks.Mean([1, 2, 3]).ToArray<float>()[^rearranged..].ShouldAllBe(coverage => coverage == 1);
        float[] brightness = pairs.Images.Mean([1, 2, 3]).ToArray<float>();
        brightness[^rearranged..].ShouldAllBe(value => value > 0.9999f);
        brightness[..^rearranged].ShouldAllBe(value => value < 0.9f);
    }

    [Fact]
    public void TheSameSeedGivesTheSamePairs()
    {
        IReadOnlyList<IPerturbation> rearrangements = new SegmenterFitOptions().Rearrangements;
        Draw(0.5, rearrangements).Images.ToArray<float>().ShouldBe(Draw(0.5, rearrangements).Images.ToArray<float>());
        Draw(0.5, rearrangements).Masks.ToArray<float>().ShouldAllBe(value => value == 0 || value == 1);
    }

    private LabelledImages Draw(double share, IReadOnlyList<IPerturbation> rearrangements)
    {
        using var random = new RandomGenerator(7);
        return new GeneratedPairs(_generator, _training, rearrangements, share).Draw(Count, random);
    }

    /// <summary>Makes everything a white object.</summary>
    private sealed record Everything : IPerturbation
    {
        public Layers Apply(Layers layers, RandomGenerator random)
            => layers with { Foreground = (layers.Foreground * 0) + 1, Mask = (layers.Mask * 0) + 1 };
    }
}
