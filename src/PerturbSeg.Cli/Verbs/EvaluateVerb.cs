using System.CommandLine;
using System.Globalization;
using PerturbSeg.Data;
using PerturbSeg.Evaluation;
using PerturbSeg.Segmentation;
using PerturbSeg.Torch;
using PerturbSeg.Training;

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
        Option<string> method = MethodOption.ForPhotos();
        Option<string> without = WithoutOption.Create();
        var sheet = new Option<string>("--out") { Description = "Also write a picture of photos, found and true masks.", HelpName = "file" };
        Option<string> device = DeviceOption.Create();
        Option<int?> threads = DeviceOption.CreateThreads();
        Option<bool> json = JsonOutput.Option();
        var command = new Command("evaluate", "Scores a run on photos with known masks, at the photos' own size.")
        {
            run, images, masks, data, method, without, sheet, device, threads, json,
        };
        command.SetAction((parsed, cancellation) =>
        {
            Device where = DeviceOption.Parse(parsed.GetValue(device)!);
            TorchRuntime.Threads = DeviceOption.ParseThreads(parsed.GetValue(threads));
            EvaluationSet pairs = OpenPairs(parsed.GetValue(data), parsed.GetValue(images), parsed.GetValue(masks));
            InvocationConfiguration console = parsed.InvocationConfiguration;
            using var model = SegmentationModel.Open(
                RunFolder.Open(parsed.GetRequiredValue(run)), parsed.GetValue(method)!, where, WithoutOption.Parse(parsed.GetValue(without)!));
            var drawn = new ContactSheet();
            EvaluationResult result = Progress.Show(console.Error, "Evaluating", "photos", progress => PhotoEvaluation.Run(
                model, model.Method, pairs, drawn, progress, cancellation));
            if (parsed.GetValue(sheet) is { } path)
                drawn.Render().SavePng(path);
            if (parsed.GetValue(json))
                console.Output.WriteLine(result.ToJson());
            else
                Print(result, console.Output);
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }

    private static EvaluationSet OpenPairs(string? data, string? images, string? masks) => (data, images, masks) switch
    {
        ({ } folder, null, null) => EvaluationSet.Open(folder),
        (null, { } photos, { } references) => EvaluationSet.Open(photos, references),
        _ => throw new UserErrorException("Name the photos with --images and their masks with --masks, or both at once with --data."),
    };

    private static void Print(EvaluationResult result, TextWriter output)
    {
        output.WriteLine($"{result.Photos} photos           IoU data set  IoU per photo  accuracy  F-measure");
        PrintLine(result.Method, result);
        foreach ((string name, BaselineResult baseline) in result.Baselines)
            PrintLine(name.Replace('_', ' '), baseline);

        void PrintLine(string name, SegmentationFigures figures) => output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{name,-20} {figures.IouDataset,12:0.000} {figures.IouPhotoMean,14:0.000} {figures.Accuracy,9:0.000} {figures.FMeasure,10:0.000}"));
    }
}
