using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using PerturbSeg.Fuzz.Serving;
using PerturbSeg.Fuzz.Soaks;

namespace PerturbSeg.Fuzz.Commands;

/// <summary>The command that puts load on <c>serve</c>.</summary>
internal static class LoadCommand
{
    private const int Refused = 429, TooSlow = 503;

    /// <summary>Makes it.</summary>
    public static Command Create()
    {
        var run = new Option<string>("--run") { Description = "A run folder with a segmenter.", DefaultValueFactory = _ => Path.Combine("models", "cars-32") };
        var requests = new Option<int>("--requests") { Description = "Requests for masks.", DefaultValueFactory = _ => 10_000 };
        var hostile = new Option<int>("--hostile") { Description = "Hostile requests.", DefaultValueFactory = _ => 2000 };
        var clients = new Option<int>("--clients") { Description = "Clients at once.", DefaultValueFactory = _ => 8 };
        var command = new Command("load", "Puts load on serve, then hostile requests, then stops it under load; the exit code is 1 where a request was lost.") { run, requests, hostile, clients };
        command.SetAction(async parsed =>
        {
            using ServedProcess served = ServedProcess.Start(parsed.GetValue(run)!);
            bool sound = await LoadAsync(served, parsed.GetValue(clients), parsed.GetValue(requests));
            sound &= await HostileAsync(served, parsed.GetValue(hostile));
            sound &= await StopAsync(served, parsed.GetValue(clients));
            return sound ? 0 : 1;
        });
        return command;
    }

    private static async Task<bool> LoadAsync(ServedProcess served, int clients, int requests)
    {
        var asking = new Clients(served.Url);
        await asking.RunAsync(clients, 10 * clients, CancellationToken.None); // opens the model
        ProcessFigures before = served.Look(0);
        var clock = Stopwatch.StartNew();
        IReadOnlyList<Answer> answers = await asking.RunAsync(clients, requests, CancellationToken.None);
        double seconds = clock.Elapsed.TotalSeconds;
        ProcessFigures after = served.Look(seconds);
        double[] times = [.. answers.Where(answer => answer.Status == 200).Select(answer => answer.Seconds).Order()];
        Write($"{answers.Count} requests of {clients} clients: {answers.Count / seconds:0.0} a second, half within {At(times, 0.5):0.000} s, 99 of 100 within {At(times, 0.99):0.000} s");
        Write($"  answered 200: {times.Length}, 429: {Count(answers, Refused)}, 503: {Count(answers, TooSlow)}, otherwise: {answers.Count(answer => answer.Status is not (null or 200 or Refused or TooSlow))}, lost: {Count(answers, null)}");
        Write($"  memory {before.Megabytes:0} to {after.Megabytes:0} MB, handles {before.Handles} to {after.Handles}");
        return Count(answers, null) == 0 && answers.Count == requests && answers.All(answer => answer.Status is 200 or Refused or TooSlow);
    }

    private static async Task<bool> HostileAsync(ServedProcess served, int requests)
    {
        ProcessFigures before = served.Look(0);
        IReadOnlyDictionary<string, int> outcomes = await new HostileClients(served.Url).RunAsync(requests);
        ProcessFigures after = served.Look(0);
        IReadOnlyList<Answer> then = await new Clients(served.Url).RunAsync(1, 1, CancellationToken.None);
        Write($"{requests} hostile requests: {string.Join(", ", outcomes.OrderBy(outcome => outcome.Key, StringComparer.Ordinal).Select(outcome => $"{outcome.Key}: {outcome.Value}"))}");
        Write($"  memory {before.Megabytes:0} to {after.Megabytes:0} MB, handles {before.Handles} to {after.Handles}; the next request was answered {then[0].Status}");
        return then[0].Status == 200 && !outcomes.Keys.Any(outcome => outcome.Contains(" 500", StringComparison.Ordinal) || outcome.StartsWith("neither", StringComparison.Ordinal));
    }

    private static async Task<bool> StopAsync(ServedProcess served, int clients)
    {
        using var stop = new CancellationTokenSource();
        Task<IReadOnlyList<Answer>> asking = new Clients(served.Url).RunAsync(clients, int.MaxValue, stop.Token, connectEach: true);
        await Task.Delay(TimeSpan.FromSeconds(2));
        long asked = Stopwatch.GetTimestamp();
        served.Terminate();
        await Task.Delay(TimeSpan.FromMilliseconds(50)); // what is asked from now on may be refused
        await stop.CancelAsync();
        IReadOnlyList<Answer> answers = await asking;
        int code = served.WaitForExit();
        double seconds = Stopwatch.GetElapsedTime(asked).TotalSeconds;
        Answer[] begun = [.. answers.Where(answer => answer.Began < asked && answer.Began + (answer.Seconds * Stopwatch.Frequency) > asked)];
        Write($"SIGTERM with {begun.Length} requests under way: {begun.Count(answer => answer.Status is not null)} were answered, ended with code {code} after {seconds:0.0} s");
        return code == 0 && begun.All(answer => answer.Status is not null);
    }

    private static int Count(IReadOnlyList<Answer> answers, int? status) => answers.Count(answer => answer.Status == status);

    private static double At(double[] ordered, double share) => ordered.Length == 0 ? double.NaN : ordered[(int)(share * (ordered.Length - 1))];

    private static void Write(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
