using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using PerturbSeg.Files;
using PerturbSeg.Torch;
using PerturbSeg.Training.Import;
using PerturbSeg.Training.Settings;

namespace PerturbSeg.Cli.Verbs;

/// <summary><c>perturbseg import FILE.model --out RUN</c>: a run folder of a checkpoint that the published trainer wrote.</summary>
internal static class ImportVerb
{
    public static Command Create()
    {
        var file = new Argument<string>("file") { Description = "The checkpoint, as torch.save wrote it.", HelpName = "FILE.model" };
        var output = new Option<string>("--out") { Description = "The run folder to make.", HelpName = "folder", Required = true };
        var preset = new Option<string>("--preset")
        {
            Description = "The published setting that it was trained with: lsun-car, lsun-horse, lsun-chair, lsun-bird or two-categories.",
            DefaultValueFactory = _ => "lsun-car",
        };
        preset.AcceptOnlyFromAmong("lsun-car", "lsun-horse", "lsun-chair", "lsun-bird", "two-categories");
        Option<string> device = DeviceOption.Create();
        Option<bool> json = JsonOutput.Option();
        var command = new Command("import", "Makes a run folder of a checkpoint of the published trainer. Nothing in the file is executed.")
        {
            file, output, preset, device, json,
        };
        command.SetAction(parsed =>
        {
            string folder = parsed.GetRequiredValue(output);
            Device where = DeviceOption.Parse(parsed.GetValue(device)!);
            using var writing = FolderLock.Take(folder);
            TrainingOptions options = RunImport.Run(
                parsed.GetRequiredValue(file), folder, Presets.Named(parsed.GetValue(preset)!), where, TorchRuntime.Threads);
            TextWriter console = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(json))
                JsonOutput.Write(console, new JsonObject { ["run"] = folder, ["resolution"] = options.Network.Resolution, ["variant"] = options.Network.Variant.ToString() });
            else
                console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{folder}: {options.Network.Variant} at {options.Network.Resolution}×{options.Network.Resolution} pixels."));
            return ExitCode.Done;
        });
        return command;
    }
}
