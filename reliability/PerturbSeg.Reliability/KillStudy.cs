using System.Diagnostics;
using System.Globalization;

namespace PerturbSeg.Reliability;

/// <summary>
/// Kills commands with SIGKILL at random moments, several times on the same folder, then lets them end. After each kill every file must be readable; in
/// the end nothing may be left of what was on its way, and files have the bytes that they have without kills.
/// </summary>
/// <param name="work">A folder for everything.</param>
/// <param name="seed">Seed of the moments.</param>
/// <param name="output">Receives a table.</param>
internal sealed class KillStudy(string work, int seed, TextWriter output)
{
    private const int MostKillsInARow = 6, MostToldFailures = 20;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(30);
    private static readonly string[] Tiny = ["--threads", "1", "--set", "network.resolution=8", "network.width=0.03", "network.latent_size=6", "batch_size=200", "precision=Float32"];
    private readonly Random _random = new(seed);
    private string[] _last = [];

    private string Here => Path.Combine(work, "here");

    private string Photos => Path.Combine(work, "photos");

    private string Set => Path.Combine(work, "set.safetensors");

    private string Trained => Path.Combine(work, "trained");

    /// <summary>Runs the study.</summary>
    /// <param name="kills">How many kills, all commands together.</param>
    /// <param name="time">When to end without all of them.</param>
    /// <param name="only">Commands by name; none takes all.</param>
    /// <returns>Whether all went well.</returns>
    public bool Run(int kills, TimeSpan time, string[] only)
    {
        long began = Stopwatch.GetTimestamp();
        DiscPhotos.Draw(Photos, 60);
        Succeed("pack", Photos, "--resolution", "8", "--out", Set);
        Succeed(["train", "--data", Set, "--out", Trained, "--kimg", "1", "--min-mask", "0.2", .. Tiny]);
        Succeed("fit", "--run", Trained, "--data", Set, "--steps", "2", "--cutout-steps", "0", "--threads", "1");
        KilledCommand[] commands = [.. Commands().Where(command => only.Length == 0 || only.Contains(command.Name))];
        foreach (KilledCommand command in commands)
            RunWhole(command);
        while (commands.Sum(command => command.Kills) < kills && Stopwatch.GetElapsedTime(began) < time)
        {
            KillAndEnd(commands.MinBy(command => command.Kills / command.Share)!);
            Console.Error.Write($"\r{commands.Sum(command => command.Kills)} of {kills} kills, {commands.Sum(command => command.Failures.Count)} failures");
        }

        Console.Error.WriteLine();
        foreach (KilledCommand command in commands)
        {
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{command.Name} ({command.Longest.TotalSeconds:0.0} s without kills): {command.Kills} kills, {command.Ends} times run on to the end, {command.Failures.Count} failures"));
            foreach (string failure in command.Failures.Take(MostToldFailures))
                output.WriteLine($"  {failure}");
        }

        output.WriteLine($"{commands.Sum(command => command.Kills)} kills, {commands.Sum(command => command.Failures.Count)} failures, seed {seed}");
        return commands.All(command => command.Failures.Count == 0);
    }

    private KilledCommand[] Commands() =>
    [
        new("pack", 0.15, _ => { }, folder => ["pack", Photos, "--resolution", "64", "--out", Path.Combine(folder, "set.safetensors")], ["set.safetensors"]),
        new("train", 0.35, _ => { }, folder => ["train", "--data", Set, "--out", Path.Combine(folder, "run"), "--kimg", "20", "--attempts", "1", .. BeginOrResume(folder)],
            ["run/checkpoints/*", "run/metrics.jsonl", "run/samples/*"]),
        new("fit", 0.15, folder => Copy(Trained, Path.Combine(folder, "run")),
            folder => ["fit", "--run", Path.Combine(folder, "run"), "--data", Set, "--steps", "8", "--cutout-steps", "2", "--seed", "5", "--threads", "1"], ["run/segmenter.*"]),
        new("segment", 0.25, _ => { },
            folder => ["segment", Photos, "--run", Trained, "--out", Path.Combine(folder, "masks"), "--format", "mask,cutout,coco,csv", "--resume", "--threads", "1"], ["masks/*"]),
        new("learn", 0.05, _ => { },
            folder => ["learn", Photos, "--out", Path.Combine(folder, "learnt"), "--minutes", "0.02", "--min-mask", "0.2", "--steps", "2", "--cutout-steps", "0", "--finer-steps", "1", "--threads", "1"], []),
        new("ablate", 0.05, _ => { },
            folder =>
            [
                "ablate", "--data", Set, "--out", Path.Combine(folder, "study"), "--variants", "default", "--kimg", "9", "--fit-steps", "2", .. Tiny,
            ],
            ["study/default/seed-1/checkpoints/*", "study/default/seed-1/metrics.jsonl", "study/default/seed-1/segmenter.*"]),
    ];

    private void RunWhole(KilledCommand command)
    {
        for (int i = 0; i < 2; i++) // the first run warms the disk
        {
            Begin(command);
            long began = Stopwatch.GetTimestamp();
            Require(command, End(command.Arguments(Here)), "without a kill");
            command.Longest = Stopwatch.GetElapsedTime(began);
            SortedDictionary<string, byte[]> now = LeftFiles.Content(Here, command.Same);
            if (i > 0)
                Differ(command, now, "of two runs without kills");
            command.Whole = now;
        }
    }

    private void KillAndEnd(KilledCommand command)
    {
        Begin(command);
        int inARow = 1 + _random.Next(MostKillsInARow), before = command.Kills;
        while (command.Kills - before < inARow && KillOnce(command, command.Longest * _random.NextDouble()))
        {
            foreach (string unreadable in LeftFiles.Unreadable(Here))
                command.Failures.Add($"kill {command.Kills}: {unreadable}");
        }

        string told = $"after kill {command.Kills}";
        Require(command, End(command.Arguments(Here)), told);
        command.Ends++;
        command.Failures.AddRange(LeftFiles.Stray(Here).Select(stray => $"{told}: {stray} is left"));
        command.Failures.AddRange(LeftFiles.Unreadable(Here).Select(unreadable => $"{told}: {unreadable}"));
        Differ(command, LeftFiles.Content(Here, command.Same), told);
    }

    private void Begin(KilledCommand command)
    {
        if (Directory.Exists(Here))
            Directory.Delete(Here, recursive: true);
        Directory.CreateDirectory(Here);
        command.Prepare(Here);
    }

    // False where it ended first.
    private bool KillOnce(KilledCommand command, TimeSpan after)
    {
        using Process process = Start(command.Arguments(Here));
        if (process.WaitForExit(after))
        {
            if (process.ExitCode != 0)
                command.Failures.Add($"it ended with {process.ExitCode} after kill {command.Kills}: {Told()}");
            return false;
        }

        process.Kill(entireProcessTree: _random.Next(2) == 0); // children that are left notice it
        process.WaitForExit();
        command.Kills++;
        return true;
    }

    private void Require(KilledCommand command, int code, string told)
    {
        if (code != 0)
            command.Failures.Add($"{told}, it ended with {code}: {Told()}");
    }

    private static void Differ(KilledCommand command, SortedDictionary<string, byte[]> now, string told)
    {
        foreach (string name in command.Whole.Keys.Union(now.Keys))
        {
            if (!command.Whole.TryGetValue(name, out byte[]? one) || !now.TryGetValue(name, out byte[]? other) || !one.AsSpan().SequenceEqual(other))
                command.Failures.Add($"{told}: {name} has other bytes than without kills");
        }
    }

    private void Succeed(params string[] arguments)
    {
        if (End(arguments) is not 0 and var code)
            throw new InvalidOperationException($"'{string.Join(' ', arguments)}' ended with {code}: {Told()}");
    }

    private int End(string[] arguments)
    {
        using Process process = Start(arguments);
        if (process.WaitForExit(Patience))
            return process.ExitCode;
        process.Kill(entireProcessTree: true);
        throw new TimeoutException($"It has not ended in {Patience.TotalMinutes} minutes: {Told()}");
    }

    private Process Start(string[] arguments)
    {
        var start = new ProcessStartInfo("bash", ["-c", "exec \"$0\" \"$@\" >\"$SAID\" 2>&1", Path.Combine(AppContext.BaseDirectory, "PerturbSeg.Cli"), .. arguments]);
        start.Environment["SAID"] = Path.Combine(work, "said.txt");
        _last = arguments;
        return Process.Start(start)!;
    }

    private string Told() => $"{string.Join(" / ", File.ReadLines(Path.Combine(work, "said.txt")).TakeLast(3))} ({string.Join(' ', _last)})";

    private static string[] BeginOrResume(string folder)
        => File.Exists(Path.Combine(folder, "run/config.json")) ? ["--resume", "--threads", "1"] : ["--min-mask", "0.2", .. Tiny];

    private static void Copy(string from, string to)
    {
        foreach (string file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
        {
            string copy = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }
}
