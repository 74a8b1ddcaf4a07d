using System.Diagnostics;
using PerturbSeg.Cli.Verbs;
using PerturbSeg.Files;
using PerturbSeg.Training.Ablation;

namespace PerturbSeg.Cli;

/// <summary>Runs of a study as processes of this program: threads of the numeric engine are a process's own, and so is a crash.</summary>
internal static class RunProcess
{
    /// <summary>Runs one run and waits for it. What it says goes to <c>log.txt</c> of its folder.</summary>
    /// <param name="study">The study.</param>
    /// <param name="run">One of its runs.</param>
    /// <param name="showsTraces">Whether it shows where an error came from.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="InvalidOperationException">The process failed; the message is the last line that it wrote but for the hint at --debug.</exception>
    public static async Task RunAsync(StudyFolder study, PlannedRun run, bool showsTraces, CancellationToken cancellation)
    {
        string log = Path.Combine(study.RunPath(run), "log.txt");
        string last = string.Empty;
        FileWriteException? unwritten = null;
        using Process process = Process.Start(Command(study, run, showsTraces)) ?? throw new InvalidOperationException("The process did not start.");
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        using (cancellation.Register(process.StandardInput.Close))
        {
            try
            {
                await process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
            }
            finally
            {
                if (!process.HasExited)
                    process.Kill();
            }
        }

        if (process.ExitCode != ExitCode.Done && !cancellation.IsCancellationRequested)
            throw new InvalidOperationException(last.Length > 0 ? last : $"The process ended with code {process.ExitCode}.");
        if (unwritten is not null)
            throw unwritten;

        void Keep(string? line)
        {
            if (line is not { Length: > 0 })
                return;
            lock (process)
            {
                last = line == CommandLine.DebugHint ? last : line;
                try
                {
                    AtomicFile.AppendLine(log, line);
                }
                catch (FileWriteException failure)
                {
                    unwritten = failure;
                }
            }
        }
    }

    private static ProcessStartInfo Command(StudyFolder study, PlannedRun run, bool showsTraces)
    {
        string[] command = OwnProgram.Command([AblateRunVerb.Name, study.FolderPath, run.Id, .. showsTraces ? (string[])[CommandLine.DebugOption] : []]);
        return new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
    }
}
