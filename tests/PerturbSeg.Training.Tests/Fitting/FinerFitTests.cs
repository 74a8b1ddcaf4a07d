using PerturbSeg.Imaging;
using PerturbSeg.Tests.Shared;
using PerturbSeg.Torch;
using PerturbSeg.Training.Fitting;
using PerturbSeg.Training.Networks;
using PerturbSeg.Training.PackedSets;

namespace PerturbSeg.Training.Tests.Fitting;

/// <summary>Photos are bright discs at 32 pixels; the teacher knows them at 16.</summary>
public sealed class FinerFitTests : IDisposable
{
    internal const int Side = 16, Larger = 32, PhotoCount = 128;
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
        using Segmenter finer = Fit(_photos, teacher, steps: 80);
        double before = PairIou.Of(teacher, new DiscPairs(Larger)), after = PairIou.Of(finer, new DiscPairs(Larger));
        after.ShouldBeGreaterThan(0.9);
        after.ShouldBeGreaterThan(before);
    }

    [Fact]
    public void ANumberOfStepsBelow0IsAMistakeOfTheUser()
        => Should.Throw<UserErrorException>(() => new FinerFitOptions { Steps = -1 }.Validate()).Message.ShouldContain("--finer-steps -1");

    internal static Segmenter Fit(PackedSetMixture photos, Segmenter teacher, int steps, ulong seed = 1, CancellationToken? cancellation = null)
    {
        using var batches = new BatchSource(photos, new BatchOptions { BatchSize = 8, Seed = seed });
        var fit = new FinerFit(batches, Options with { Seed = seed }, PackFit.Stretch);
        return fit.Run(
            teacher, Side, new FinerFitOptions { Steps = steps, BatchSize = 8 }, null, Device.Cpu, null, cancellation ?? TestContext.Current.CancellationToken).Network;
    }

    internal static float[] Weights(Torch.Layers.Module module) => [.. module.State.SelectMany(entry => entry.Value.ToArray<float>())];
}
