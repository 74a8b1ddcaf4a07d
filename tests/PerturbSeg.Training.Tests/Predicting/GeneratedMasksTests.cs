using PerturbSeg.Metrics;
using PerturbSeg.Torch;
using PerturbSeg.Torch.Tests;
using PerturbSeg.Training.Fitting;
using PerturbSeg.Training.Predicting;
using PerturbSeg.Training.Tests.Fitting;

namespace PerturbSeg.Training.Tests.Predicting;

[Collection(Alone.Name)]
public sealed class GeneratedMasksTests : IDisposable
{
    private readonly TinyRun _tiny = new();

    public void Dispose() => _tiny.Dispose();

    [Fact]
    public void TheSeedDecidesAndNothingIsLeftBehind()
    {
        long before = Alone.LiveTensors();
        GeneratedMaskQuality first = Measure(18, seed: 3);
        string again = Measure(18, seed: 3).ToJson(), other = Measure(18, seed: 4).ToJson();
        first.Scenes.ShouldBe(18);
        first.ToJson().ShouldBe(again);
        first.ToJson().ShouldNotBe(other);
        first.Coverage.Mean.ShouldBeInRange(0.01, 0.99);
        first.Agreement.ShouldBeNull();
        TorchRuntime.LiveTensors.ShouldBe(before);
    }

    [Fact]
    public void AFittedSegmenterIsComparedWithTheGenerator()
    {
        GeneratedMaskQuality alone = Measure(18);
        RunFit.Segmenter(_tiny.Run, null, new SegmenterFitOptions { Steps = 1, Channels = 8 }, Device.Cpu, null, CancellationToken.None);
        GeneratedMaskQuality compared = Measure(18);
        compared.Agreement!.Mean.ShouldBeInRange(0, 1);
        compared.Coverage.Mean.ShouldBe(alone.Coverage.Mean, 1e-12); // masks are measured as they are painted
    }

    [Fact]
    public void TooFewOrTooManyScenesAreRefused()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => Measure(1));
        Should.Throw<ArgumentOutOfRangeException>(() => Measure(2001));
    }

    private GeneratedMaskQuality Measure(int scenes, ulong seed = 1)
        => GeneratedMasks.Measure(_tiny.Run, scenes, seed, cancellation: TestContext.Current.CancellationToken);
}
