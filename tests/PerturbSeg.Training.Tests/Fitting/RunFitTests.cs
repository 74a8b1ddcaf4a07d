using PerturbSeg.Segmentation;
using PerturbSeg.Torch;
using PerturbSeg.Torch.Safetensors;
using PerturbSeg.Torch.Tests;
using PerturbSeg.Training.Fitting;
using PerturbSeg.Training.PackedSets;
using PerturbSeg.Training.Predicting;
using PerturbSeg.Training.Tests.PackedSets;
using PerturbSeg.Training.Tests.Runs;

namespace PerturbSeg.Training.Tests.Fitting;

[Collection(Alone.Name)]
public sealed class RunFitTests : IDisposable
{
    private readonly TinyRun _tiny = new();

    public void Dispose() => _tiny.Dispose();

    [Fact]
    public void AFittedSegmenterIsKeptWithItsFactsAndOpened()
    {
        long before = Alone.LiveTensors();
        FitFacts facts = FitSegmenter();
        facts.CutOutSteps.ShouldBe(0); // there are no photos to cut out of
        FittedNetworkFile.ReadFacts(_tiny.Run, FitMethods.Segmenter).ShouldBe(facts);
        (facts.Method, facts.Steps, facts.Seed, facts.Side).ShouldBe(("segmenter", 2, 7ul, 8));
        facts.Checkpoint.ShouldBe("kimg-000000.000.safetensors");
        using (SafetensorsFile file = SafetensorsFile.Open(_tiny.Run.SegmenterPath))
            file.Metadata["perturbseg.kind"].ShouldBe("segmenter");
        Masks(FitMethods.Segmenter).ShouldBe(Masks(FitMethods.Segmenter));
        TorchRuntime.LiveTensors.ShouldBe(before);
    }

    [Fact]
    public void AFittedEncoderIsKeptAndPaintsMasks()
    {
        long before = Alone.LiveTensors();
        FitFacts facts = FitEncoder();
        double.IsFinite(facts.FinalLoss).ShouldBeTrue();
        FittedNetworkFile.ReadFacts(_tiny.Run, FitMethods.Encoder).ShouldBe(facts);
        float[] masks = Masks(FitMethods.Encoder);
        masks.Length.ShouldBe(2 * 8 * 8);
        masks.ShouldAllBe(logit => float.IsFinite(logit));
        TorchRuntime.LiveTensors.ShouldBe(before);
    }

    [Fact]
    public void AnEncoderIsFittedToBackgroundsThatGoAroundBothWays()
    {
        using var torus = new TinyRun(panoramaVertical: true);
        double.IsFinite(FitEncoder(torus).FinalLoss).ShouldBeTrue();
    }

    [Fact]
    public void FittingTwiceGivesTheSameWeights()
    {
        FitEncoder();
        FitSegmenter(_tiny.Photos);
        byte[] encoder = File.ReadAllBytes(_tiny.Run.EncoderPath), segmenter = File.ReadAllBytes(_tiny.Run.SegmenterPath);
        FitEncoder();
        FitSegmenter(_tiny.Photos);
        File.ReadAllBytes(_tiny.Run.EncoderPath).ShouldBe(encoder);
        File.ReadAllBytes(_tiny.Run.SegmenterPath).ShouldBe(segmenter);
    }

    [Fact]
    public void PhotosTakePartInASegmentersFitAndLeaveNothingBehind()
    {
        FitSegmenter();
        byte[] without = File.ReadAllBytes(_tiny.Run.SegmenterPath);
        long before = Alone.LiveTensors();
        FitFacts facts = FitSegmenter(_tiny.Photos);
        double.IsFinite(facts.FinalLoss).ShouldBeTrue();
        facts.Consistency.ShouldNotBeNull().SelfAgreement.ShouldBeInRange(0, 1);
        facts.Consistency.SilhouetteOverlap.ShouldBeInRange(0, 1);
        facts.CutOutSteps.ShouldBe(2);
        FittedNetworkFile.ReadFacts(_tiny.Run, FitMethods.Segmenter).ShouldBe(facts);
        TorchRuntime.LiveTensors.ShouldBe(before);
        File.ReadAllBytes(_tiny.Run.SegmenterPath).ShouldNotBe(without);
    }

    [Fact]
    public void MasksThatWereJudgedTakePartInTheFitsAndPhotosWithoutThemAreRefusedBeforeTheFirstStep()
    {
        using var judged = new TinyRun(judgesMasks: true);
        long before = Alone.LiveTensors();
        double.IsFinite(FitEncoder(judged).FinalLoss).ShouldBeTrue();
        FitSegmenter(judged.Photos, run: judged).CutOutSteps.ShouldBe(2);
        TorchRuntime.LiveTensors.ShouldBe(before);
        var steps = new List<(long, long)>();
        Should.Throw<UserErrorException>(() => FitSegmenter(_tiny.Photos, run: judged, progress: new Recorder(steps))).Message.ShouldContain("pack it with --masks-by RUN");
        steps.ShouldBeEmpty();
    }

    [Fact]
    public void JudgingARunSaysHowItsSegmenterDoesOnPhotosAndKeepsNothing()
    {
        string[] before = Directory.GetFileSystemEntries(_tiny.Run.FolderPath);
        var options = new SegmenterFitOptions { Steps = 2, BatchSize = 4, Channels = 4, CutOuts = null };
        PhotoConsistency found = RunFit.Judge(_tiny.Run, _tiny.Photos, options, Device.Cpu, TestContext.Current.CancellationToken);
        found.SelfAgreement.ShouldBeInRange(0, 1);
        found.ShouldBe(RunFit.Judge(_tiny.Run, _tiny.Photos, options, Device.Cpu, TestContext.Current.CancellationToken));
        Directory.GetFileSystemEntries(_tiny.Run.FolderPath).ShouldBe(before);
    }

    [Fact]
    public void AShareOfPhotosOfNothingIsAFitWithoutPhotos()
    {
        FitSegmenter();
        byte[] without = File.ReadAllBytes(_tiny.Run.SegmenterPath);
        FitSegmenter(_tiny.Photos, photoShare: 0);
        File.ReadAllBytes(_tiny.Run.SegmenterPath).ShouldBe(without);
    }

    [Fact]
    public void AMissingNetworkNamesTheCommandThatMakesIt()
    {
        Message(FitMethods.Segmenter).ShouldContain($"perturbseg fit --run {_tiny.Run.FolderPath} --method segmenter");
        Message(FitMethods.Encoder).ShouldContain($"perturbseg fit --run {_tiny.Run.FolderPath} --data SET --method encoder");
    }

    [Fact]
    public void ACutShortNetworkIsRefused()
    {
        FitSegmenter();
        byte[] whole = File.ReadAllBytes(_tiny.Run.SegmenterPath);
        File.WriteAllBytes(_tiny.Run.SegmenterPath, whole[..^100]);
        File.Delete(SegmentationModel.PathIn(_tiny.Run.FolderPath)); // written anew from the weights
        Message(FitMethods.Segmenter).ShouldContain("cannot be used");
    }

    [Fact]
    public void AnEncoderOfAnEarlierCheckpointIsRefused()
    {
        FitEncoder();
        _tiny.SaveCheckpoint(1000);
        Message(FitMethods.Encoder).ShouldContain("fit it again");
    }

    [Fact]
    public void AnEncoderOfAnEarlierVersionIsRefused()
    {
        FitEncoder();
        TinyTraining.Rewrite(_tiny.Run.EncoderPath, metadata => metadata["perturbseg.version"] = "1");
        Message(FitMethods.Encoder).ShouldContain("it is of version 1, and this program reads version 2");
    }

    [Fact]
    public void ANetworkOfAnotherKindIsRefused()
    {
        FitSegmenter();
        File.Copy(_tiny.Run.SegmenterPath, _tiny.Run.EncoderPath);
        Message(FitMethods.Encoder).ShouldContain("holds no encoder");
    }

    [Fact]
    public void ProgressCountsTheStepsOfCutOutsToo()
    {
        var seen = new List<(long, long)>();
        var options = new SegmenterFitOptions { Steps = 2, Channels = 4, BatchSize = 4, CutOuts = new CutOutOptions { Steps = 1, BatchSize = 2 } };
        RunFit.Segmenter(_tiny.Run, _tiny.Photos, options, Device.Cpu, new Recorder(seen), TestContext.Current.CancellationToken);
        seen.ShouldBe([(1, 3), (2, 3), (3, 3)]);
    }

    [Theory]
    [InlineData(16, 3, 16)]
    [InlineData(16, 0, 8)]
    [InlineData(32, 1, 32)]
    [InlineData(8, 3, 8)]
    public void PhotosWithMorePixelsTeachFinerMasksLast(int resolution, int steps, int side)
    {
        using PackedSetMixture larger = _tiny.PackLarger(resolution);
        var seen = new List<(long, long)>();
        var options = new SegmenterFitOptions { Steps = 2, Channels = 4, BatchSize = 4, CutOuts = null, Finer = new FinerFitOptions { Steps = steps, BatchSize = 2 } };
        long before = Alone.LiveTensors();

        FitFacts facts = RunFit.Segmenter(_tiny.Run, larger, options, Device.Cpu, new Recorder(seen), TestContext.Current.CancellationToken);

        int finer = side == 8 ? 0 : 2 * steps * int.Log2(side / 8); // two rounds at each side
        (facts.Side, facts.FinerSteps).ShouldBe((side, finer));
        seen.ShouldBe(Enumerable.Range(1, 2 + finer).Select(step => ((long)step, 2L + finer)));
        FittedNetworkFile.ReadFacts(_tiny.Run, FitMethods.Segmenter).ShouldBe(facts);
        using (OnnxSegmenter opened = RunModel.OpenSegmenter(_tiny.Run))
            (opened.Side, opened.Facts.FinerSteps).ShouldBe((side, finer));
        TorchRuntime.LiveTensors.ShouldBe(before);
    }

    [Fact]
    public void AFitThatHasNoTimeMakesOneStepOfItsFirstPartAndSaysSo()
    {
        using PackedSetMixture larger = _tiny.PackLarger(16);
        var options = new SegmenterFitOptions { Steps = 50, Channels = 4, BatchSize = 4, CutOuts = new CutOutOptions { BatchSize = 2 }, Finer = new FinerFitOptions { BatchSize = 2 }, Time = TimeSpan.FromTicks(1) };
        FitFacts facts = RunFit.Segmenter(_tiny.Run, larger, options, Device.Cpu, null, TestContext.Current.CancellationToken);
        (facts.Steps, facts.CutOutSteps, facts.FinerSteps, facts.ShortOfTime).ShouldBe((1, 0, 0, true));
        FittedNetworkFile.ReadFacts(_tiny.Run, FitMethods.Segmenter).ShouldBe(facts);
        RunFit.Encoder(_tiny.Run, _tiny.Photos, new EncoderFitOptions { Steps = 50, BatchSize = 4, Time = TimeSpan.FromTicks(1) }, Device.Cpu, null, TestContext.Current.CancellationToken)
            .Steps.ShouldBe(1);
    }

    [Fact]
    public void EncodersAreFittedToPhotosWithMorePixels()
    {
        using PackedSetMixture larger = _tiny.PackLarger(16);
        double.IsFinite(RunFit.Encoder(_tiny.Run, larger, new EncoderFitOptions { Steps = 1, BatchSize = 4 }, Device.Cpu, null, TestContext.Current.CancellationToken).FinalLoss).ShouldBeTrue();
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(4, true)]
    public void MasksThatPhotosArePackedWithTeachTheEncodersOfAnyRun(double weight, bool teach)
    {
        string path = Path.Combine(_tiny.Run.FolderPath, "pairs.safetensors");
        PackedSetFile.WriteWithMasks(path, count: 6, side: 9, resolution: 8);
        using PackedSetMixture pairs = PackedSetMixture.Open(path);
        double Loss(PackedSetMixture photos) => RunFit.Encoder(
            _tiny.Run, photos, new EncoderFitOptions { Steps = 1, BatchSize = 4, MaskWeight = weight }, Device.Cpu, null, TestContext.Current.CancellationToken).FinalLoss;
        (Loss(pairs) != Loss(_tiny.Photos)).ShouldBe(teach);
    }

    private FitFacts FitSegmenter(PackedSetMixture? photos = null, double photoShare = 0.5, TinyRun? run = null, IProgress<WorkProgress>? progress = null) => RunFit.Segmenter(
        (run ?? _tiny).Run,
        photos,
        new SegmenterFitOptions { Steps = 2, Seed = 7, Channels = 4, BatchSize = 4, PhotoShare = photoShare, CutOuts = new CutOutOptions { Steps = 2, BatchSize = 2 } },
        Device.Cpu,
        progress,
        TestContext.Current.CancellationToken);

    private FitFacts FitEncoder(TinyRun? tiny = null) => RunFit.Encoder(
        (tiny ?? _tiny).Run,
        (tiny ?? _tiny).Photos,
        new EncoderFitOptions { Steps = 2, BatchSize = 4 },
        Device.Cpu,
        null,
        TestContext.Current.CancellationToken);

    private float[] Masks(string method)
    {
        using IMaskPredictor predictor = Open(method);
        return predictor.Predict([.. Enumerable.Repeat(0.3f, 2 * 3 * 8 * 8)]);
    }

    private string Message(string method)
        => Should.Throw<UserErrorException>(() => Open(method).Dispose()).Message;

    private IMaskPredictor Open(string method)
        => method == FitMethods.Encoder ? FittedEncoder.Open(_tiny.Run) : RunModel.OpenSegmenter(_tiny.Run);

    private sealed class Recorder(List<(long, long)> seen) : IProgress<WorkProgress>
    {
        public void Report(WorkProgress value) => seen.Add((value.Done, value.Total));
    }
}
