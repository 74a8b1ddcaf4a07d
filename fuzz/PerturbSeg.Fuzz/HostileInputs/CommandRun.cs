using System.Diagnostics;

namespace PerturbSeg.Fuzz.HostileInputs;

/// <summary>What a call of the command line did, and what it took.</summary>
/// <param name="ExitCode">Its exit code; null where it did not end in time.</param>
/// <param name="Output">What it wrote to both streams.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="PeakMegabytes">The most memory that was resident, looked up every few milliseconds.</param>
internal sealed record CommandRun(int? ExitCode, string Output, double Seconds, long PeakMegabytes)
{
    private const int LookEveryMilliseconds = 10;

    /// <summary>The command line, as it was built with this program.</summary>
    public static string Program { get; } = Path.Combine(AppContext.BaseDirectory, "PerturbSeg.Cli.dll");

    /// <summary>Calls it.</summary>
    /// <param name="folder">Where it runs.</param>
    /// <param name="arguments">What it is given.</param>
    /// <param name="standardInput">A file to read from; null gives an empty one.</param>
    /// <param name="longest">When it is ended.</param>
    public static CommandRun Of(string folder, IEnumerable<string> arguments, string? standardInput, TimeSpan longest)
    {
        // The shell opens standard input: an endless one must not go through this process.
        var start = new ProcessStartInfo("/bin/sh") { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string argument in (string[])["-c", $"exec dotnet \"$@\" < '{standardInput ?? "/dev/null"}'", "sh", Program, .. arguments])
            start.ArgumentList.Add(argument);
        var clock = Stopwatch.StartNew();
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        long peak = 0;
        while (!process.WaitForExit(LookEveryMilliseconds) && clock.Elapsed < longest)
            peak = Math.Max(peak, PeakOf(process.Id));
        bool ended = process.HasExited;
        if (!ended)
            process.Kill();
        process.WaitForExit();
        return new CommandRun(ended ? process.ExitCode : null, (output.Result + error.Result).Trim(), clock.Elapsed.TotalSeconds, peak >> 10);
    }

    // In kilobytes; 0 when it is gone.
    private static long PeakOf(int process)
    {
        try
        {
            string line = File.ReadLines($"/proc/{process}/status").FirstOrDefault(line => line.StartsWith("VmHWM:", StringComparison.Ordinal)) ?? "0";
            return long.Parse(string.Concat(line.Where(char.IsAsciiDigit)), null);
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
