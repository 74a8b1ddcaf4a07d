using System.CommandLine;
using System.Text.Json.Nodes;
using PerturbSeg.Training.Export;
using PerturbSeg.Training.Runs;

namespace PerturbSeg.Cli.Verbs;

/// <summary><c>perturbseg export --run RUN --onnx FILE</c>: a network of a run in a form that other programs run, or the run made small.</summary>
internal static class ExportVerb
{
    public static Command Create()
    {
        var run = new Option<string>("--run") { Description = "The run folder.", HelpName = "folder", Required = true };
        var onnx = new Option<string?>("--onnx") { Description = "The ONNX file to write (operator set 17).", HelpName = "file" };
        var what = new Option<string>("--what")
        {
            Description = "segmenter: photo in, mask out; generator: latents in, layers out.",
            DefaultValueFactory = _ => OnnxExport.All[0],
        };
        what.AcceptOnlyFromAmong([.. OnnxExport.All]);
        var model = new Option<string?>("--model") { Description = "The folder to make: the run made small, with its segmenter and its generator in float16.", HelpName = "folder" };
        var painter = new Option<string?>("--generator") { Description = "For --model: the run whose generator is taken, such as one of '--preset scenes'; when left out, the same run.", HelpName = "run" };
        Option<bool> json = JsonOutput.Option();
        var command = new Command("export", "Writes a network of a run for other programs, or the run made small to be passed on.") { run, onnx, what, model, painter, json };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(painter) is not null && parsed.GetValue(model) is null)
                throw new UserErrorException("--generator is for --model: to write its ONNX file, name that run with --run.");
            if (parsed.GetResult(what) is { Implicit: false } && parsed.GetValue(onnx) is null)
                throw new UserErrorException("--what is for --onnx: a model has both networks.");
            RunFolder folder = RunFolder.Open(parsed.GetRequiredValue(run));
            string network = parsed.GetValue(what)!;
            (string path, string told, long bytes) = (parsed.GetValue(onnx), parsed.GetValue(model)) switch
            {
                ({ } file, null) => (file, network, WriteOnnx(folder, network, file)),
                (null, { } small) => (small, "model", WriteModel(folder, parsed.GetValue(painter) is { } other ? RunFolder.Open(other) : folder, small)),
                _ => throw new UserErrorException("Say what to write: --onnx FILE for a network, or --model FOLDER for the run made small."),
            };
            TextWriter console = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(json))
                JsonOutput.Write(console, new JsonObject { ["path"] = path, ["what"] = told, ["bytes"] = bytes });
            else
                console.WriteLine($"{path}: {told}, {bytes} bytes.");
            return ExitCode.Done;
        });
        return command;
    }

    private static long WriteOnnx(RunFolder run, string network, string path)
    {
        OnnxExport.Write(run, network, path);
        return new FileInfo(path).Length;
    }

    private static long WriteModel(RunFolder run, RunFolder painter, string folder)
    {
        ModelFolder.Write(run, painter, folder);
        return Directory.EnumerateFiles(folder).Sum(file => new FileInfo(file).Length);
    }
}
