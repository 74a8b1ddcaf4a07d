using System.CommandLine;
using System.Globalization;
using PerturbSeg.Evaluation;
using PerturbSeg.Files;
using PerturbSeg.Imaging;
using PerturbSeg.Metrics;
using PerturbSeg.Photos;
using PerturbSeg.Torch;
using PerturbSeg.Training.Predicting;
using PerturbSeg.Training.Runs;

namespace PerturbSeg.Cli.Verbs;

/// <summary><c>perturbseg evaluate --run RUN --images DIR --masks DIR</c>: how well a run segments photos with known masks.</summary>
internal static class EvaluateVerb
{
    public static Command Create()
    {
        var run = new Option<string>("--run") { Description = "The run folder.", HelpName = "folder", Required = true };
        var images = new Option<string>("--images") { Description = "The folder of photos.", HelpName = "folder" };
        var masks = new Option<string>("--masks") { Description = "The folder of their masks: the same names, white = object.", HelpName = "folder" };
        var data = new Option<string>("--data") { Description = "Instead of both: a folder with images/ and masks/ in it.", HelpName = "folder" };
        var objectValue = new Option<int?>("--object-value") { Description = "For masks of several objects or classes: the grey level, or the number of the palette, that is object.", HelpName = "number" };
        var ignoreValue = new Option<int?>("--ignore-value") { Description = "With --object-value, the number of pixels that are not scored, such as 255 in VOC's masks.", HelpName = "number" };
        var largest = new LargestPhotoOption();
        var segmenting = new SegmentingOptions();
        var sheet = new Option<string>("--out") { Description = "Also write a picture of photos, found and true masks.", HelpName = "file" };
        var csv = new Option<string>("--csv") { Description = "Also write the scores of each photo.", HelpName = "file" };
        var html = new Option<string>("--report") { Description = "Also write a report with the worst and the best photos.", HelpName = "file" };
        Option<string?> shard = ShardOption.Create("--out is a folder then, and 'perturbseg merge' joins the parts in it to figures, table and report");
        Option<bool> json = JsonOutput.Option();
        var command = new Command("evaluate", "Scores a run on photos with known masks, at the photos' own size.")
        {
            run, images, masks, data, objectValue, ignoreValue, largest.Option, sheet, csv, html, shard, json,
        };
        segmenting.AddTo(command);
        command.SetAction((parsed, cancellation) =>
        {
            int threads = segmenting.Threads(parsed);
            WorkShard? shared = ShardOption.Parse(parsed.GetValue(shard));
            if (shared is not null && (parsed.GetValue(sheet) is null || parsed.GetValue(csv) is not null || parsed.GetValue(html) is not null))
                throw new UserErrorException("With --shard, --out names the folder of all parts, and 'perturbseg merge' writes table and report there: give --out, and leave out --csv and --report.");
            if (shared is null)
                CheckPlaces([.. new[] { parsed.GetValue(sheet), parsed.GetValue(csv), parsed.GetValue(html) }.OfType<string>()]);
            EvaluationSet pairs = OpenPairs(parsed.GetValue(data), parsed.GetValue(images), parsed.GetValue(masks))
                .ReadBy(Values(parsed.GetValue(objectValue), parsed.GetValue(ignoreValue)), largest.Pixels(parsed));
            InvocationConfiguration console = parsed.InvocationConfiguration;
            SkippedPhotosOutput.PrintLeftOut(pairs.LeftOut, console.Error);
            var trained = RunFolder.Open(parsed.GetRequiredValue(run));
            using RunModel model = segmenting.Open(parsed, trained, console.Error, segmenting.Searches(parsed) ? 1 : null);
            if (shared is { } part)
            {
                string folder = parsed.GetValue(sheet)!;
                OutputPlace.CheckFolder(folder, shared: true);
                using var place = OutputPart.Begin(folder, part);
                GeneratedMaskQuality? generated = part.Number == 1 ? GeneratorMasks(trained) : null;
                int scored = Progress.Show(console.Error, "Evaluating", "photos", progress => EvaluationParts.Score(
                    model, model.Method, pairs, place, TypedCommand.Of(parsed), generated, threads, progress, cancellation));
                place.Finish();
                ShardOption.Print(parsed, parsed.GetValue(json), folder, part, scored, "photos");
                return Task.FromResult(ExitCode.Done);
            }

            var drawn = new ContactSheet();
            EvaluationResult result = Progress.Show(console.Error, "Evaluating", "photos", progress => PhotoEvaluation.Run(
                model, model.Method, pairs, drawn, threads, progress, cancellation));
            if (parsed.GetValue(json))
                console.Output.WriteLine(result.ToJson());
            else
                Print(result, console.Output); // first: whatever becomes of files, the figures are there
            if (parsed.GetValue(sheet) is { } path)
                drawn.Render().SavePng(path);
            if (parsed.GetValue(csv) is { } table)
                PhotoScoreTable.Save(table, result.PhotoScores);
            if (parsed.GetValue(html) is { } report)
                EvaluationReport.Compose(result, TypedCommand.Of(parsed), photos => PhotoEvaluation.Draw(model, pairs, photos, cancellation), GeneratorMasks(trained)).Save(report);
            return Task.FromResult(ExitCode.Done);

            GeneratedMaskQuality? GeneratorMasks(RunFolder run)
            {
                if (!run.HasGenerator)
                    return null;
                TorchRuntime.Threads = threads; // the segmenter computes without it
                return GeneratedMasks.Measure(run, device: segmenting.Encoding(parsed).Device, cancellation: cancellation);
            }
        });
        return command;
    }

    private static void CheckPlaces(string[] places)
    {
        if (places.GroupBy(Path.GetFullPath).FirstOrDefault(same => same.Count() > 1) is { } twice)
            throw new UserErrorException($"--out, --csv and --report are files of their own, and '{twice.First()}' is given for two of them: name each.");
        foreach (string place in places)
            OutputPlace.CheckFile(place);
    }

    private static EvaluationSet OpenPairs(string? data, string? images, string? masks) => (data, images, masks) switch
    {
        ({ } folder, null, null) => EvaluationSet.Open(folder),
        (null, { } photos, { } references) => EvaluationSet.Open(photos, references),
        _ => throw new UserErrorException("Name the photos with --images and their masks with --masks, or both at once with --data."),
    };

    private static MaskValues? Values(int? objectValue, int? ignored) => (objectValue, ignored) switch
    {
        ({ } value, _) => new MaskValues(value, ignored),
        (null, { } alone) => throw new UserErrorException($"--ignore-value {alone} needs --object-value, the number that is object."),
        _ => null,
    };

    /// <summary>Prints the figures as a table.</summary>
    public static void Print(EvaluationResult result, TextWriter output)
    {
        output.WriteLine($"{result.Photos} photos           IoU data set  IoU per photo  background  mean IoU  accuracy  precision  recall  F-measure");
        PrintLine(result.Method, result);
        if (result.SizeClasses.Count > 1)
        {
            foreach ((string size, SizeClassResult alike) in result.SizeClasses)
                PrintLine($"  {size} objects ({alike.Photos})", alike);
        }

        foreach ((string name, BaselineResult baseline) in result.Baselines)
            PrintLine(name.Replace('_', ' '), baseline);
        if (result.Unscored > 0)
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{result.Unscored} more photos have no pixel that is scored, and are in no figure."));
        BootstrapIntervals intervals = result.Intervals;
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"95 % intervals: IoU data set {intervals.IouDataset.Low:0.000} to {intervals.IouDataset.High:0.000}, mean IoU {intervals.MeanIou.Low:0.000} to {intervals.MeanIou.High:0.000}"));
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"Largest F-measure {result.FMeasureMax:0.000} at threshold {result.FMeasureMaxThreshold:0.00}, boundary F {result.BoundaryF:0.000}"));
        if (result.DoubtRank is { } rank)
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Doubt, which needs no masks, against IoU: rank correlation {rank:0.00}"));
        PhotoScore worst = result.Worst[0], best = result.Best[0];
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"Worst photo {UntrustedText.Plain(worst.Photo)} (IoU {worst.Iou:0.000}), best {UntrustedText.Plain(best.Photo)} ({best.Iou:0.000})"));

        void PrintLine(string name, SegmentationFigures figures) => output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{name,-24} {figures.IouDataset,8:0.000} {figures.IouPhotoMean,14:0.000} {figures.IouBackground,11:0.000} {figures.MeanIou,9:0.000} {figures.Accuracy,9:0.000} {figures.Precision,10:0.000} {figures.Recall,7:0.000} {figures.FMeasure,10:0.000}"));
    }
}
