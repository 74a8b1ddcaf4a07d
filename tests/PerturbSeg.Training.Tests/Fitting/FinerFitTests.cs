using PerturbSeg.Imaging;
using PerturbSeg.Tests.Shared;
using PerturbSeg.Torch;
using PerturbSeg.Torch.Tests;
using PerturbSeg.Training.Fitting;
using PerturbSeg.Training.Networks;
using PerturbSeg.Training.PackedSets;

namespace PerturbSeg.Training.Tests.Fitting;

/// <summary>Photos are bright discs at 32 pixels; the teacher knows them at 16.</summary>
[Collection(Alone.Name)]
public sealed class FinerFitTests : IDisposable
{
    private const int Side = 16, Larger = 32, PhotoCount = 128;
    private static readonly SegmenterFitOptions Options = new() { Channels = 8, Augmentations = [], Precision = ScalarType.Float32, CutOuts = null };

    private readonly TemporaryFolder _folder = new();
    private readonly PackedSetMixture _photos;

    public FinerFitTests() => _photos = PairPhotos.Pack(new DiscPairs(Larger), PhotoCount, _folder);

    public void Dispose()
    {
        _photos.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void ASegmenterLearnsTheLargerSideFromItsOwnMasksOfPhotos()
    {
        using Segmenter teacher = SegmenterFit.Run(
            new DiscPairs(Side), Options with { Steps = 150 }, cancellation: TestContext.Current.CancellationToken).Network;
        using Segmenter finer = Fit(teacher, steps: 80);
        double before = PairIou.Of(teacher, new DiscPairs(Larger)), after = PairIou.Of(finer, new DiscPairs(Larger));
        after.ShouldBeGreaterThan(0.9);
        after.ShouldBeGreaterThan(before);
    }

    [Fact]
    public void AFitRepeatsItselfAndLeavesItsTeacherAndNothingElseBehind()
    {
        using var random = new RandomGenerator(5);
        using var teacher = new Segmenter(4, random);
        float[] first = Weights(teacher);
        long before = Alone.LiveTensors();
        float[] once = FitShortly(seed: 1), again = FitShortly(seed: 1), other = FitShortly(seed: 2);
        once.ShouldBe(again);
        once.ShouldNotBe(other);
        Weights(teacher).ShouldBe(first);
        TorchRuntime.LiveTensors.ShouldBe(before);

        float[] FitShortly(ulong seed)
        {
            using Segmenter end = Fit(teacher, steps: 2, seed);
            return Weights(end);
        }
    }

    [Fact]
    public void AFitCanBeEnded()
    {
        using var random = new RandomGenerator(5);
        using var teacher = new Segmenter(4, random);
        long before = Alone.LiveTensors();
        Should.Throw<OperationCanceledException>(() => Fit(teacher, steps: 2, cancellation: new CancellationToken(canceled: true)));
        TorchRuntime.LiveTensors.ShouldBe(before);
    }

    [Fact]
    public void ANumberOfStepsBelow0IsAMistakeOfTheUser()
        => Should.Throw<UserErrorException>(() => new FinerFitOptions { Steps = -1 }.Validate()).Message.ShouldContain("--finer-steps -1");

    private Segmenter Fit(Segmenter teacher, int steps, ulong seed = 1, CancellationToken? cancellation = null)
    {
        using var batches = new BatchSource(_photos, new BatchOptions { BatchSize = 8, Seed = seed });
        var fit = new FinerFit(batches, Options with { Seed = seed }, PackFit.Stretch);
        return fit.Run(
            teacher, Side, new FinerFitOptions { Steps = steps, BatchSize = 8 }, null, Device.Cpu, null, cancellation ?? TestContext.Current.CancellationToken).Network;
    }

    private static float[] Weights(Torch.Layers.Module module) => [.. module.State.SelectMany(entry => entry.Value.ToArray<float>())];
}
