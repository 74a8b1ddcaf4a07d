using System.Globalization;
using System.Text.Json.Nodes;
using PerturbSeg.Evaluation;
using PerturbSeg.Files;
using PerturbSeg.Imaging;
using PerturbSeg.Reports;
using PerturbSeg.Torch;
using PerturbSeg.Training.Networks;
using PerturbSeg.Training.Runs;
using PerturbSeg.Training.Scenes;
using PerturbSeg.Training.Settings;
using PerturbSeg.Training.Supervision;

namespace PerturbSeg.Training.RunReports;

/// <summary>The parts of a report that tell of a training.</summary>
public static class RunSections
{
    /// <summary>The most sample sheets that a report holds: a long training has hundreds, of some 200 kB each.</summary>
    private const int MostSheets = 24;

    /// <summary>Scenes to play with: the first columns of the sample sheets.</summary>
    private const int MovableScenes = 12;

    /// <summary>Adds the curves of what the training logged.</summary>
    /// <param name="report">The report.</param>
    /// <param name="run">The run.</param>
    /// <returns>The report.</returns>
    public static HtmlReport AddTrainingCurves(this HtmlReport report, RunFolder run)
    {
        ArgumentNullException.ThrowIfNull(report);
        IReadOnlyList<CurveChart> charts = RunMetrics.Charts(RunMetrics.Read(run));
        return charts.Count == 0
            ? report.AddParagraph("The training logged nothing yet.")
            : report.AddCurves(charts).AddParagraph("Point at a chart to read its values, drag across it to see a part of it, press twice to see all of it again.");
    }

    /// <summary>Adds the sample sheets under a slider over the training's time.</summary>
    /// <param name="report">The report.</param>
    /// <param name="run">The run.</param>
    /// <returns>The report.</returns>
    public static HtmlReport AddSampleTimeline(this HtmlReport report, RunFolder run)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(run);
        IReadOnlyList<(double Kimg, string Path)> sheets = run.Samples();
        if (sheets.Count == 0)
            return report.AddParagraph("The training drew no scenes yet.");
        TimelineFrame[] frames = [.. Spread(sheets).Select(sheet => new TimelineFrame(
            string.Create(CultureInfo.InvariantCulture, $"{sheet.Kimg:0.###} kimg"), File.ReadAllBytes(sheet.Path)))];
        return report.AddTimeline(
            frames, "The same scenes while the training goes on. Rows: composite, background layer, foreground layer, mask, cut-out.");
    }

    /// <summary>Adds scenes of the newest checkpoint whose objects can be dragged, and a warning where their split is degenerate.</summary>
    /// <param name="report">The report.</param>
    /// <param name="run">The run.</param>
    /// <param name="device">Where to paint.</param>
    /// <param name="cancellation">Ends the work between scenes; none of them is added then.</param>
    /// <returns>The report.</returns>
    /// <exception cref="OperationCanceledException">The work was ended.</exception>
    public static HtmlReport AddMovableScenes(this HtmlReport report, RunFolder run, Device device, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(run);
        cancellation.ThrowIfCancellationRequested();
        if (!run.HasGenerator)
            return report.AddParagraph("There is no checkpoint yet.");
        (LayeredGenerator generator, TrainingOptions options) = run.LoadGenerator(device);
        using (generator)
        {
            using var scope = new TensorScope();
            using var monitor = new DegeneracyMonitor(options, device);
            cancellation.ThrowIfCancellationRequested(); // networks take a while to load
            Layers scenes = monitor.PaintFixedScenes(generator);
            DegeneracyFigures figures = DegeneracyMonitor.Measure(scenes);
            foreach (string sentence in figures.Verdicts.Concat(figures.Warnings))
                report.AddWarning(sentence);
            var images = new SceneImages(scenes.Slice(0, MovableScenes));
            CompositeScene[] movable = [.. Enumerable.Range(0, images.Count).Select(Movable)];
            return report.AddComposite(
                movable, "Drag the object over the background, or use the arrow keys; pair any object with any background. A right split stays realistic.");

            CompositeScene Movable(int i)
            {
                cancellation.ThrowIfCancellationRequested();
                return images.Layers(i);
            }
        }
    }

    /// <summary>Adds the photos to look at first.</summary>
    /// <param name="report">The report.</param>
    /// <param name="doubtful">What was found.</param>
    /// <param name="photos">How many photos there are, tried or not.</param>
    /// <returns>The report.</returns>
    public static HtmlReport AddDoubtful(this HtmlReport report, DoubtfulPhotos doubtful, int photos)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(doubtful);
        int judged = doubtful.Doubts.Count, tried = judged + doubtful.Unread;
        string unread = doubtful.Unread > 0 ? $" {doubtful.Unread} of {tried} could not be read." : string.Empty;
        report.AddHeading("Photos to look at first").AddParagraph(
            $"Masks of {judged} of {photos} photos were judged without labels: by photo, mirrored photo and closer look, by what mending changed, and by what is left undecided.{unread}");
        return doubtful.Sheet is not { } sheet
            ? report
            : report.AddImage(sheet.ToPng(), "The most doubtful first. Rows: photo, mask found.").AddTable(
                new ReportTable(
                    ["photo", "doubt"],
                    [.. doubtful.Doubts.Take(DoubtfulPhotos.MostShown).Select(photo => (string[])[photo.Photo, string.Create(CultureInfo.InvariantCulture, $"{photo.Doubt:0.000}")])]),
                "From 0 to 1; an order to look in, no probability.");
    }

    /// <summary>Adds what was decided about the training's attempts, where it was begun more than once.</summary>
    /// <param name="report">The report.</param>
    /// <param name="run">The run.</param>
    /// <returns>The report.</returns>
    public static HtmlReport AddDecisions(this HtmlReport report, RunFolder run)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(run);
        IReadOnlyList<string>[] rows = [.. JsonLines.Read(new AttemptFolders(run.FolderPath).LogPath).Select(DecisionRow.Of)];
        return rows.Length == 0
            ? report
            : report.AddHeading("Attempts").AddTable(
                new ReportTable(DecisionRow.Columns, rows), "The training went back to where its split was right, or was begun anew, where the split stayed degenerate, and a smallest mask was looked for where none was given.");
    }

    /// <summary>Adds what the run was made of: data, machine, versions and every setting.</summary>
    /// <param name="report">The report.</param>
    /// <param name="run">The run.</param>
    /// <returns>The report.</returns>
    public static HtmlReport AddRunSettings(this HtmlReport report, RunFolder run)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(run);
        RunConfiguration configuration = run.Configuration;
        return report.AddSettings(
        [
            new("packed sets", configuration.Data),
            new("photos in each", string.Join(", ", configuration.PhotosOfSets)),
            new("fit of the photos", configuration.Fit.Word()),
            new("device", configuration.Device),
            new("threads", $"{configuration.Threads}"),
            new("machine", configuration.Machine),
            new("PerturbSeg, libtorch", $"{configuration.Version}, {configuration.Libtorch}"),
            new("began (UTC)", configuration.Began.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)),
            .. configuration.StartedFrom is { } from ? new KeyValuePair<string, string>[] { new("began with the networks of", from) } : [],
        ]).AddSettings(Settings(string.Empty, JsonNode.Parse(configuration.Options.ToJson())!.AsObject()), "Every setting");
    }

    // The first, the last and evenly between.
    private static IEnumerable<T> Spread<T>(IReadOnlyList<T> all)
        => all.Count <= MostSheets
            ? all
            : Enumerable.Range(0, MostSheets).Select(i => all[(int)Math.Round(i * (all.Count - 1) / (MostSheets - 1.0))]);

    private static IEnumerable<KeyValuePair<string, string>> Settings(string prefix, JsonObject settings)
        => settings.SelectMany(setting => setting.Value is JsonObject group
            ? Settings($"{prefix}{setting.Key}.", group)
            : [new(prefix + setting.Key, setting.Value?.ToString() ?? "null")]);
}
