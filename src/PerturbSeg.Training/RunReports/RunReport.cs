using System.Text.Json;
using PerturbSeg.Evaluation;
using PerturbSeg.Metrics;
using PerturbSeg.PhotoLists;
using PerturbSeg.Photos;
using PerturbSeg.Reports;
using PerturbSeg.Torch;
using PerturbSeg.Training.Fitting;
using PerturbSeg.Training.Predicting;
using PerturbSeg.Training.Runs;

namespace PerturbSeg.Training.RunReports;

/// <summary>The report of one run: what it paints, how it got there, how good its masks are, and how to repeat it.</summary>
public static class RunReport
{
    /// <summary>Writes the report of a run as it stands.</summary>
    /// <param name="run">The run, which may still be training.</param>
    /// <param name="evaluations">Scores of its masks; may be empty.</param>
    /// <param name="photos">Photos to find doubtful masks in; may be empty.</param>
    /// <param name="device">Where to paint scenes.</param>
    /// <param name="cancellation">Ends the work between batches and scenes.</param>
    /// <returns>The report, whole.</returns>
    /// <exception cref="OperationCanceledException">The work was ended.</exception>
    /// <exception cref="UserErrorException">The newest checkpoint cannot be read, or there are photos and no segmenter.</exception>
    public static HtmlReport Compose(
        RunFolder run,
        IReadOnlyList<EvaluationResult> evaluations,
        IReadOnlyList<PhotoTask> photos,
        Device device,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(evaluations);
        ArgumentNullException.ThrowIfNull(photos);
        string name = PhotoFileName.ShortName(run.FolderPath);
        HtmlReport report = new HtmlReport($"PerturbSeg run {name}", RepeatCommand.For(run))
            .AddHeading("What the generator paints")
            .AddMovableScenes(run, device, cancellation)
            .AddHeading("How it got there")
            .AddSampleTimeline(run);
        if (photos.Count > 0)
        {
            using RunModel model = RunModel.Open(run, FitMethods.Segmenter);
            report.AddDoubtful(DoubtfulPhotos.Find(model, photos, TorchRuntime.Threads, cancellation), photos.Count);
        }

        if (evaluations.Count > 0)
            report.AddHeading("Photos with known masks");
        foreach (EvaluationResult evaluation in evaluations)
            report.AddEvaluation(evaluation);
        if (run.HasGenerator)
            report.AddGeneratedMasks(GeneratedMasks.Measure(run, device: device, cancellation: cancellation));
        report
            .AddHeading("Training")
            .AddTrainingCurves(run)
            .AddDecisions(run)
            .AddHeading("Settings")
            .AddRunSettings(run);
        cancellation.ThrowIfCancellationRequested();
        return report;
    }

    /// <summary>Reads the evaluations to report.</summary>
    /// <param name="run">The run; its own <see cref="RunFolder.EvaluationFileName"/> comes first where there is one.</param>
    /// <param name="files">Files that hold what <c>evaluate --json</c> printed.</param>
    /// <exception cref="UserErrorException">A file is missing or holds something else.</exception>
    public static IReadOnlyList<EvaluationResult> ReadEvaluations(RunFolder run, IEnumerable<string> files)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(files);
        string own = run.EvaluationPath;
        IEnumerable<string> all = File.Exists(own) ? files.Prepend(own) : files;
        return [.. all.Select(ReadEvaluation)];
    }

    private static EvaluationResult ReadEvaluation(string file)
    {
        try
        {
            return EvaluationResult.FromJson(File.ReadAllText(file));
        }
        catch (Exception problem) when (problem is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"'{file}' holds no evaluation ({problem.Message}): name a file written by 'perturbseg evaluate --json > FILE'.", problem);
        }
    }
}
