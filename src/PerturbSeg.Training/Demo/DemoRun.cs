using System.Globalization;
using PerturbSeg.Evaluation;
using PerturbSeg.Metrics;
using PerturbSeg.Photos;
using PerturbSeg.Reports;
using PerturbSeg.Training.Fitting;
using PerturbSeg.Training.PackedSets;
using PerturbSeg.Training.Predicting;
using PerturbSeg.Training.RunReports;
using PerturbSeg.Training.Runs;

namespace PerturbSeg.Training.Demo;

/// <summary>
/// The whole story on generated scenes: draw them, train without their masks, fit a segmenter to the trained generator, and judge it on
/// scenes that it never saw.
/// </summary>
public sealed class DemoRun(DemoOptions options)
{
    private const ulong UnseenSeedOffset = 1_000_000;

    private string SetPath => Path.Combine(options.Folder, "scenes.safetensors");

    private string UnseenFolder => Path.Combine(options.Folder, "unseen");

    private string RunPath => Path.Combine(options.Folder, "run");

    /// <summary>Draws the scenes, to train on and to judge by.</summary>
    /// <param name="cancellation">Ends the work between scenes.</param>
    public void DrawScenes(CancellationToken cancellation)
    {
        int resolution = options.Training.Network.Resolution;
        ulong seed = options.Training.Seed;
        SceneSets.Pack(SetPath, seed, options.TrainingScenes, resolution, cancellation);
        SceneSets.WriteEvaluationSet(UnseenFolder, seed + UnseenSeedOffset, options.UnseenScenes, PackOptions.SideFor(resolution), cancellation);
    }

    /// <summary>Trains, without any mask.</summary>
    /// <param name="progress">Told after each step.</param>
    /// <param name="cancellation">Asks to stop.</param>
    public TrainingResult Train(IProgress<WorkProgress>? progress, CancellationToken cancellation)
    {
        using PackedSetMixture set = PackedSetMixture.Open(SetPath);
        RunFolder run = RunFolder.Create(RunPath, RunConfiguration.Of(options.Training, set, options.Device, options.Threads));
        using Trainer trainer = Trainer.Start(set, run, options.Device, new TrainingCadence());
        TrainingResult result = trainer.Run(options.Budget, progress, cancellation);
        cancellation.ThrowIfCancellationRequested();
        return result;
    }

    /// <summary>Fits the segmenter to the trained generator.</summary>
    /// <param name="progress">Told after each step.</param>
    /// <param name="cancellation">Ends the fit.</param>
    public FitFacts Fit(IProgress<WorkProgress>? progress, CancellationToken cancellation)
    {
        using PackedSetMixture set = PackedSetMixture.Open(SetPath);
        return RunFit.Segmenter(
            RunFolder.Open(RunPath),
            set,
            new SegmenterFitOptions { Steps = options.FitSteps, CutOuts = null, Seed = options.Training.Seed },
            options.Device,
            progress,
            cancellation);
    }

    /// <summary>Judges on unseen scenes and writes the report.</summary>
    /// <param name="training">How the training ended.</param>
    /// <param name="cancellation">Ends the work.</param>
    public DemoResult Judge(TrainingResult training, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(training);
        var run = RunFolder.Open(RunPath);
        using RunModel segmenter = RunModel.Open(run, FitMethods.Segmenter);
        var unseen = EvaluationSet.Open(UnseenFolder);
        var sheet = new ContactSheet();
        EvaluationResult scores = PhotoEvaluation.Run(segmenter, FitMethods.Segmenter, unseen, sheet, options.Threads, cancellation: cancellation);
        RgbImage picture = sheet.Render();
        string sheetPath = Path.Combine(options.Folder, "unseen.png");
        picture.SavePng(sheetPath);
        string reportPath = Path.Combine(options.Folder, "report.html");
        GeneratedMaskQuality masks = GeneratedMasks.Measure(run, device: options.Device, cancellation: cancellation);
        Report(run, training, scores, picture, photos => PhotoEvaluation.Draw(segmenter, unseen, photos, cancellation), masks).Save(reportPath);
        return new DemoResult(training, scores, sheetPath, reportPath);
    }

    private HtmlReport Report(
        RunFolder run,
        TrainingResult training,
        EvaluationResult scores,
        RgbImage unseen,
        Func<IReadOnlyList<PhotoScore>, RgbImage> draw,
        GeneratedMaskQuality masks)
    {
        return new HtmlReport("PerturbSeg on generated scenes", options.Command)
            .AddParagraph(
                $"A layered generator learnt from {options.TrainingScenes} scenes without any mask; a segmenter learnt from its pictures; "
                + $"these are its scores on {options.UnseenScenes} scenes that neither saw.")
            .AddEvaluation(scores)
            .AddImage(unseen.ToPng(), "Unseen scenes, the masks found, and the true masks.")
            .AddExtremes(scores, draw)
            .AddHeading("What the generator paints: nobody told it where the objects are")
            .AddMovableScenes(run, options.Device)
            .AddSampleTimeline(run)
            .AddGeneratedMasks(masks)
            .AddHeading("Training")
            .AddParagraph(string.Create(
                CultureInfo.InvariantCulture, $"{training.ImagesSeen / 1000.0:0.0} kimg at {training.ImagesPerSecond:0.0} images/s."))
            .AddTrainingCurves(run)
            .AddRunSettings(run);
    }
}
