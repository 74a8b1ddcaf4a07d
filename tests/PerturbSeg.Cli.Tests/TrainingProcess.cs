using System.Diagnostics;

namespace PerturbSeg.Cli.Tests;

/// <summary>The built command line, run as a process of its own.</summary>
internal static class TrainingProcess
{
    /// <summary>Settings of a training that takes milliseconds a step on a packed set of 8×8 pixels.</summary>
    public static string[] TinySettings { get; } =
    [
        "--threads", "1", "--precision", "float32", "--set", "network.resolution=8", "network.width=0.03", "network.latent_size=6", "batch_size=4",
    ];

    public static TimeSpan Patience => TimeSpan.FromMinutes(5);

    /// <summary>Starts <c>perturbseg train</c>.</summary>
    /// <param name="limit">A shell command to run first, such as a limit; none when empty.</param>
    /// <param name="arguments">What follows the verb.</param>
    public static Process Start(string limit, params string[] arguments) => StartVerb(limit, ["train", .. arguments]);

    /// <summary>Starts any verb.</summary>
    /// <param name="limit">As for <see cref="Start"/>.</param>
    /// <param name="arguments">The verb and what follows it.</param>
    public static Process StartVerb(string limit, params string[] arguments)
    {
        string program = Path.Combine(AppContext.BaseDirectory, "PerturbSeg.Cli");
        var start = new ProcessStartInfo("bash", ["-c", $"{(limit.Length > 0 ? limit + "; " : string.Empty)}exec \"$@\"", "bash", program, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["DOTNET_EnableWriteXorExecute"] = "0"; // else the runtime's own files meet the limit
        return Process.Start(start)!;
    }

    /// <summary>Sends a signal.</summary>
    /// <param name="process">To whom.</param>
    /// <param name="signal">Its name, such as "TERM".</param>
    public static async Task Signal(Process process, string signal)
    {
        using Process kill = Process.Start("bash", ["-c", $"kill -{signal} {process.Id}"]);
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Waits until a condition holds or the process ends.</summary>
    public static async Task Until(Process process, Func<bool> condition)
    {
        var clock = Stopwatch.StartNew();
        while (!condition())
        {
            process.HasExited.ShouldBeFalse(process.HasExited ? await process.StandardError.ReadToEndAsync() : string.Empty);
            clock.Elapsed.ShouldBeLessThan(Patience);
            await Task.Delay(50);
        }
    }

    /// <summary>The exit code and both outputs once the process has ended.</summary>
    public static async Task<CommandLineRun> End(Process process)
    {
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync(patience.Token), error = process.StandardError.ReadToEndAsync(patience.Token);
            await process.WaitForExitAsync(patience.Token);
            return new CommandLineRun(process.ExitCode, await output, await error);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill();
        }
    }
}
