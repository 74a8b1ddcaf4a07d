using System.Diagnostics;
using PerturbSeg.Fuzz.HostileInputs;
using PerturbSeg.Fuzz.Soaks;

namespace PerturbSeg.Fuzz.Serving;

/// <summary><c>serve</c> in a process of its own.</summary>
internal sealed class ServedProcess : IDisposable
{
    private readonly Process _process;

    private ServedProcess(Process process, Uri url) => (_process, Url) = (process, url);

    /// <summary>Where it is.</summary>
    public Uri Url { get; }

    /// <summary>Starts it.</summary>
    /// <param name="run">A run folder with a segmenter.</param>
    public static ServedProcess Start(string run)
    {
        var start = new ProcessStartInfo("dotnet", [CommandRun.Program, "serve", run, "--port", "0"]) { RedirectStandardOutput = true };
        Process process = Process.Start(start)!;
        string line = process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("The server ended at once.");
        return new ServedProcess(process, new Uri(line.Split(' ').Single(word => word.StartsWith("http", StringComparison.Ordinal)).TrimEnd(';')));
    }

    /// <summary>What it holds.</summary>
    /// <param name="seconds">Since the first look.</param>
    public ProcessFigures Look(double seconds) => ProcessFigures.Of(_process.Id, seconds);

    /// <summary>Asks it to stop, by SIGTERM.</summary>
    public void Terminate() => Process.Start("kill", ["-TERM", $"{_process.Id}"]).WaitForExit();

    /// <summary>Waits for its end.</summary>
    /// <returns>Its exit code.</returns>
    public int WaitForExit()
    {
        _process.WaitForExit();
        return _process.ExitCode;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }
}
