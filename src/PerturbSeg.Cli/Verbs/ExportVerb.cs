using System.CommandLine;
using System.Text.Json.Nodes;
using PerturbSeg.Files;
using PerturbSeg.Training.Export;
using PerturbSeg.Training.Runs;

namespace PerturbSeg.Cli.Verbs;

/// <summary><c>perturbseg export --run RUN --onnx FILE</c>: a network of a run in a form that other programs run.</summary>
internal static class ExportVerb
{
    public static Command Create()
    {
        var run = new Option<string>("--run") { Description = "The run folder.", HelpName = "folder", Required = true };
        var onnx = new Option<string>("--onnx") { Description = "The ONNX file to write.", HelpName = "file", Required = true };
        var what = new Option<string>("--what")
        {
            Description = "segmenter: photo in, mask out; generator: latents in, layers out.",
            DefaultValueFactory = _ => OnnxExport.All[0],
        };
        what.AcceptOnlyFromAmong([.. OnnxExport.All]);
        Option<bool> json = JsonOutput.Option();
        var command = new Command("export", "Writes a network of a run for other programs (ONNX, operator set 17).") { run, onnx, what, json };
        command.SetAction(parsed =>
        {
            string path = parsed.GetRequiredValue(onnx), network = parsed.GetValue(what)!;
            var folder = RunFolder.Open(parsed.GetRequiredValue(run));
            OutputPlace.CheckFile(path);
            OnnxExport.Write(folder, network, path);
            TextWriter console = parsed.InvocationConfiguration.Output;
            long bytes = new FileInfo(path).Length;
            if (parsed.GetValue(json))
                JsonOutput.Write(console, new JsonObject { ["path"] = path, ["what"] = network, ["bytes"] = bytes });
            else
                console.WriteLine($"{path}: {network}, {bytes} bytes.");
            return ExitCode.Done;
        });
        return command;
    }
}
