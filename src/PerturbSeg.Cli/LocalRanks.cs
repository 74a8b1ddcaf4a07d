using System.CommandLine;
using System.Diagnostics;

namespace PerturbSeg.Cli;

/// <summary>Processes of this program on this machine that train together, as Open MPI's <c>mpirun</c> starts them.</summary>
internal static class LocalRanks
{
    private const string Launcher = "mpirun", Detacher = "setsid";

    // Ranks talk over shared memory, and to mpirun over the loopback. A session of their own keeps Ctrl-C in the terminal from mpirun, which would
    // end the ranks within a second: they are stopped by the end of their standard input.
    private static readonly string[] Launch =
        [Detacher, Launcher, "--quiet", "--oversubscribe", "--bind-to", "none", "--mca", "btl", "self,vader", "--mca", "oob_tcp_if_include", "lo"];

    /// <summary>Whether what starts them is on the PATH.</summary>
    public static bool CanStart => Missing is null;

    /// <summary>The program that is missing on the PATH; null where none is.</summary>
    public static string? Missing => Array.Find([Launcher, Detacher], program
        => !(Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program))));

    /// <summary>Runs a command line as several ranks, and waits for them.</summary>
    /// <param name="count">How many.</param>
    /// <param name="arguments">What follows the program's name.</param>
    /// <param name="console">Where what they say goes.</param>
    /// <param name="cancellation">Asks them to stop.</param>
    /// <returns>The exit code of the ranks.</returns>
    public static async Task<int> RunAsync(int count, IReadOnlyList<string> arguments, InvocationConfiguration console, CancellationToken cancellation)
    {
        string[] root = Environment.IsPrivilegedProcess ? ["--allow-run-as-root"] : [];
        string[] command = [.. Launch, .. root, "-n", $"{count}", .. OwnProgram.Command(arguments)];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["TERM"] = "dumb"; // mpirun gives ranks a terminal to write to, which would get signs of its own
        using Process process = Process.Start(start) ?? throw new InvalidOperationException($"{Launcher} did not start.");
        process.OutputDataReceived += (_, line) => Say(console.Output, line.Data);
        process.ErrorDataReceived += (_, line) => Say(console.Error, line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        using (cancellation.Register(process.StandardInput.Close))
            await process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
        int code = process.ExitCode;
        if (code is ExitCode.Done or ExitCode.Failed or ExitCode.WrongInput)
            return code; // the ranks said why
        console.Error.WriteLine($"A rank was ended from outside (exit code {code}), and the others with it. Its last checkpoint is whole: go on with --resume.");
        return ExitCode.Failed;
    }

    private static void Say(TextWriter writer, string? line)
    {
        if (line is null)
            return;
        lock (writer)
            writer.WriteLine(line);
    }
}
