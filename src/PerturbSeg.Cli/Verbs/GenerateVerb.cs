using System.CommandLine;
using System.Text.Json.Nodes;
using PerturbSeg.Files;
using PerturbSeg.Torch;
using PerturbSeg.Training.Networks;
using PerturbSeg.Training.Runs;
using PerturbSeg.Training.Settings;

namespace PerturbSeg.Cli.Verbs;

/// <summary><c>perturbseg generate --run RUN --count 64 --seed 1 --out DIR</c>: scenes of a trained generator, layer by layer.</summary>
internal static class GenerateVerb
{
    private const int MostScenes = 100_000;

    public static Command Create()
    {
        var run = new Option<string>("--run") { Description = "The run folder.", HelpName = "folder", Required = true };
        var count = new Option<int>("--count") { Description = "How many scenes.", HelpName = "count", DefaultValueFactory = _ => 64 };
        var seed = new Option<ulong>("--seed") { Description = "Seed of the scenes.", DefaultValueFactory = _ => 1 };
        var output = new Option<string>("--out") { Description = "The folder to write to.", HelpName = "folder", Required = true };
        Option<string> device = DeviceOption.Create();
        Option<int?> threads = DeviceOption.CreateThreads();
        Option<bool> json = JsonOutput.Option();
        var command = new Command("generate", "Paints scenes: composites, backgrounds, foregrounds, masks and cut-outs.")
        {
            run, count, seed, output, device, threads, json,
        };
        command.SetAction((parsed, cancellation) =>
        {
            int scenes = parsed.GetValue(count);
            if (scenes is < 1 or > MostScenes)
                throw new UserErrorException($"--count {scenes} is out of range: give 1 to {MostScenes}.");
            Device where = DeviceOption.Parse(parsed.GetValue(device)!);
            TorchRuntime.Threads = DeviceOption.ParseThreads(parsed.GetValue(threads));
            InvocationConfiguration console = parsed.InvocationConfiguration;
            string folder = parsed.GetRequiredValue(output);
            (LayeredGenerator generator, TrainingOptions training) = RunFolder.Open(parsed.GetRequiredValue(run)).LoadGenerator(where);
            using (generator)
            {
                OutputPlace.CheckFolder(folder);
                string sheet = Progress.Show(console.Error, "Painting", "scenes", progress => SceneFiles.Write(
                    generator, training, scenes, parsed.GetValue(seed), folder, where, progress, cancellation));
                if (parsed.GetValue(json))
                    JsonOutput.Write(console.Output, new JsonObject { ["scenes"] = scenes, ["folder"] = folder, ["sheet"] = sheet });
                else
                    console.Output.WriteLine($"{folder}: {scenes} scenes. Sheet: {sheet}");
            }

            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }
}
