using System.CommandLine;
using PerturbSeg.Files;
using PerturbSeg.Torch;
using PerturbSeg.Training.Ablation;

namespace PerturbSeg.Cli.Verbs;

/// <summary>
/// <c>perturbseg ablate-run STUDY variant/seed-1</c>: one run of a study, as <see cref="AblateVerb"/> starts it in a process of its own. It
/// stops, with a checkpoint, when standard input ends: a study that is gone leaves no runs behind.
/// </summary>
internal static class AblateRunVerb
{
    public const string Name = "ablate-run";

    // One whose study was killed saves a checkpoint first, and then lets go of the run.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static Command Create()
    {
        var folder = new Argument<string>("folder") { Description = "The study's folder." };
        var id = new Argument<string>("run") { Description = "The run, such as no-shift/seed-1." };
        var command = new Command(Name, "Runs one run of a study.") { folder, id };
        command.Hidden = true;
        command.SetAction((parsed, cancellation) =>
        {
            var study = new StudyFolder(parsed.GetRequiredValue(folder));
            StudyPlan plan = study.ReadPlan() ?? throw new UserErrorException($"'{study.FolderPath}' holds no study: begin one with perturbseg ablate.");
            PlannedRun run = plan.Runs.FirstOrDefault(planned => planned.Id == parsed.GetRequiredValue(id))
                ?? throw new UserErrorException($"The study in '{study.FolderPath}' has no run '{parsed.GetRequiredValue(id)}'.");
            using var writing = FolderLock.Take(study.RunPath(run), Patience);
            TorchRuntime.Threads = plan.Threads;
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            EndOfInput.Stops(stop);
            try
            {
                Progress.Show(parsed.InvocationConfiguration.Error, run.Id, "images or steps", progress => new VariantRun(study, plan, run).Run(progress, stop.Token));
                return Task.FromResult(ExitCode.Done);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                parsed.InvocationConfiguration.Error.WriteLine("Stopped.");
                return Task.FromResult(ExitCode.Failed);
            }
        });
        return command;
    }
}
