using PerturbSeg.Metrics;
using PerturbSeg.Torch;
using PerturbSeg.Torch.Operators;
using PerturbSeg.Torch.Tests;
using PerturbSeg.Training.Fitting;
using PerturbSeg.Training.Networks;

namespace PerturbSeg.Training.Tests.Fitting;

[Collection(Alone.Name)]
public sealed class SegmenterFitTests
{
    private static readonly SegmenterFitOptions Quick = new() { Steps = 60, Channels = 8, BatchSize = 16 };

    [Fact]
    public void AShortFitFindsDiscsFarBetterThanTheBestFixedMask()
    {
        long before = Alone.LiveTensors();
        using (Segmenter segmenter = Fit(new DiscPairs(16), Quick))
        {
            (double iou, double ellipse) = Score(segmenter);
            iou.ShouldBeGreaterThan(0.75);
            iou.ShouldBeGreaterThan(ellipse + 0.2);
        }

        TorchRuntime.LiveTensors.ShouldBe(before);
    }

    [Fact]
    public void TheSameSeedGivesTheSameWeights()
    {
        SegmenterFitOptions options = Quick with { Steps = 3 };
        Weights(options).ShouldBe(Weights(options));
        Weights(options).ShouldNotBe(Weights(options with { Seed = 2 }));
    }

    [Fact]
    public void ProgressNamesEveryStepAndTheLoss()
    {
        var reports = new List<WorkProgress>();
        Fit(new DiscPairs(8), Quick with { Steps = 2 }, new Recorder(reports)).Dispose();
        reports.Select(report => (report.Done, report.Total)).ShouldBe([(1, 2), (2, 2)]);
        reports[1].Note.ShouldNotBeNull().ShouldStartWith("loss ");
    }

    [Fact]
    public void AFitThatIsEndedLeavesNothingBehind()
    {
        using var ended = new CancellationTokenSource();
        ended.Cancel();
        long before = Alone.LiveTensors();
        Should.Throw<OperationCanceledException>(() => SegmenterFit.Run(new DiscPairs(8), Quick, cancellation: ended.Token));
        TorchRuntime.LiveTensors.ShouldBe(before);
    }

    [Fact]
    public void NoStepsAreAMistakeOfTheUser()
        => Should.Throw<UserErrorException>(() => Fit(new DiscPairs(8), Quick with { Steps = 0 })).Message.ShouldContain("--steps 0");

    private static Segmenter Fit(IPairSource pairs, SegmenterFitOptions options, IProgress<WorkProgress>? progress = null)
        => SegmenterFit.Run(pairs, options, progress: progress, cancellation: TestContext.Current.CancellationToken).Network;

    private static float[] Weights(SegmenterFitOptions options)
    {
        using Segmenter segmenter = Fit(new DiscPairs(8), options);
        return [.. segmenter.State.SelectMany(entry => entry.Value.ToArray<float>())];
    }

    private static (double Iou, double Ellipse) Score(Segmenter segmenter)
    {
        using var scope = new TensorScope();
        using var random = new RandomGenerator(99);
        const int side = 16, count = 64;
        LabelledImages pairs = new DiscPairs(side).Draw(count, random);
        float[] predicted = Activation.Sigmoid(segmenter.Forward(pairs.Images, training: false)).ToArray<float>();
        byte[] truth = (pairs.Masks * 255).To(ScalarType.UInt8).ToArray<byte>();
        var evaluation = new MaskEvaluation();
        for (int i = 0; i < count; i++)
            evaluation.Add(predicted.AsSpan(i * side * side, side * side), truth.AsSpan(i * side * side, side * side), side, side);
        EvaluationResult result = evaluation.Result("segmenter");
        return (result.IouDataset, result.Baselines[TrivialBaselines.BestCentredEllipse].IouDataset);
    }

    private sealed class Recorder(List<WorkProgress> reports) : IProgress<WorkProgress>
    {
        public void Report(WorkProgress value) => reports.Add(value);
    }
}
