using PerturbSeg.Tests.Shared;
using PerturbSeg.Torch;
using PerturbSeg.Torch.Tests;
using PerturbSeg.Training.Networks;
using PerturbSeg.Training.PackedSets;

namespace PerturbSeg.Training.Tests.Fitting;

/// <summary>What a finer fit leaves behind: counted while nothing else runs.</summary>
[Collection(Alone.Name)]
public sealed class FinerFitLeakTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly PackedSetMixture _photos;

    public FinerFitLeakTests() => _photos = PairPhotos.Pack(new DiscPairs(FinerFitTests.Larger), FinerFitTests.PhotoCount, _folder);

    public void Dispose()
    {
        _photos.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void AFitRepeatsItselfAndLeavesItsTeacherAndNothingElseBehind()
    {
        using var random = new RandomGenerator(5);
        using var teacher = new Segmenter(4, random);
        float[] first = FinerFitTests.Weights(teacher);
        long before = Alone.LiveTensors();
        float[] once = FitShortly(seed: 1), again = FitShortly(seed: 1), other = FitShortly(seed: 2);
        once.ShouldBe(again);
        once.ShouldNotBe(other);
        FinerFitTests.Weights(teacher).ShouldBe(first);
        TorchRuntime.LiveTensors.ShouldBe(before);

        float[] FitShortly(ulong seed)
        {
            using Segmenter end = FinerFitTests.Fit(_photos, teacher, steps: 2, seed);
            return FinerFitTests.Weights(end);
        }
    }

    [Fact]
    public void AFitCanBeEnded()
    {
        using var random = new RandomGenerator(5);
        using var teacher = new Segmenter(4, random);
        long before = Alone.LiveTensors();
        Should.Throw<OperationCanceledException>(() => FinerFitTests.Fit(_photos, teacher, steps: 2, cancellation: new CancellationToken(canceled: true)));
        TorchRuntime.LiveTensors.ShouldBe(before);
    }
}
