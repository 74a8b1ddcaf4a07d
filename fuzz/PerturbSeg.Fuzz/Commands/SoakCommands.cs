using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using PerturbSeg.Fuzz.Serving;
using PerturbSeg.Fuzz.Soaks;
using PerturbSeg.Torch;

namespace PerturbSeg.Fuzz.Commands;

/// <summary>The commands that look for what grows in hours.</summary>
internal static class SoakCommands
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(5);

    private static Option<double> Minutes { get; } = new("--minutes") { Description = "How long.", DefaultValueFactory = _ => 30 };

    /// <summary><c>serve</c> under load.</summary>
    public static Command Serve()
    {
        var run = new Option<string>("--run") { Description = "A run folder with a segmenter.", DefaultValueFactory = _ => Path.Combine("models", "cars-32") };
        var command = new Command("soak-serve", "Keeps serve under load of 4 clients, and tells what grows.") { run, Minutes };
        command.SetAction(async parsed =>
        {
            using ServedProcess served = ServedProcess.Start(parsed.GetValue(run)!);
            using var end = new CancellationTokenSource(TimeSpan.FromMinutes(parsed.GetValue(Minutes)));
            Task<IReadOnlyList<Answer>> asking = new Clients(served.Url).RunAsync(4, int.MaxValue, end.Token);
            var looks = new List<ProcessFigures>();
            var clock = Stopwatch.StartNew();
            while (await Task.WhenAny(asking, Task.Delay(LookEvery)) != asking)
                looks.Add(served.Look(clock.Elapsed.TotalSeconds));
            IReadOnlyList<Answer> answers = await asking;
            Tell(looks);
            Console.WriteLine($"{answers.Count} requests, {answers.Count(answer => answer.Status != 200)} of them not answered with 200");
        });
        return command;
    }

    /// <summary>A training.</summary>
    public static Command Train()
    {
        var run = new Option<string?>("--run") { Description = "A run to go on with, instead of the default preset on generated scenes." };
        var data = new Option<string[]>("--data") { Description = "Its packed sets." };
        var threads = new Option<int>("--threads") { Description = "Threads of the training.", DefaultValueFactory = _ => Environment.ProcessorCount };
        var command = new Command("soak-train", "Trains, with checkpoints and sample sheets, and tells what grows.") { run, data, threads, Minutes };
        command.SetAction(parsed =>
        {
            TorchRuntime.Threads = parsed.GetValue(threads);
            var time = TimeSpan.FromMinutes(parsed.GetValue(Minutes));
            (IReadOnlyList<ProcessFigures> looks, IReadOnlyList<long> tensors, long images) =
                parsed.GetValue(run) is { } folder ? TrainingSoak.Of(folder, parsed.GetValue(data)!, time) : TrainingSoak.OfScenes(time);
            Tell(looks);
            Console.WriteLine($"live tensors from {tensors.Min()} to {tensors.Max()}, {tensors[^1]} in the end; {images} photos shown");
        });
        return command;
    }

    private static void Tell(IReadOnlyList<ProcessFigures> looks)
    {
        ProcessFigures first = looks[looks.Count / 2], last = looks[^1];
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{last.Seconds / 60:0.0} minutes, {looks.Count} looks: memory {looks[0].Megabytes:0} MB at first, {first.Megabytes:0} MB half-way, {last.Megabytes:0} MB in the end, most {looks.Max(look => look.Megabytes):0} MB; "
            + $"{ProcessFigures.MegabytesAnHour(looks):0.0} MB an hour over the second half; handles {first.Handles} half-way, {last.Handles} in the end"));
    }
}
