using PerturbSeg.Evaluation;
using PerturbSeg.Files;
using PerturbSeg.Metrics;
using PerturbSeg.Photos;
using PerturbSeg.Torch;
using PerturbSeg.Training.Fitting;
using PerturbSeg.Training.PackedSets;
using PerturbSeg.Training.Predicting;
using PerturbSeg.Training.Runs;
using PerturbSeg.Training.Scoring;

namespace PerturbSeg.Training.Ablation;

/// <summary>
/// One run of a study from beginning to end: trains without supervision, fits a segmenter, scores it. Goes on where it was left, and does
/// only what the plan lacks.
/// </summary>
/// <param name="study">The study's folder.</param>
/// <param name="plan">The study's plan.</param>
/// <param name="run">One of its runs.</param>
public sealed class VariantRun(StudyFolder study, StudyPlan plan, PlannedRun run)
{
    private readonly Device _device = Device.Parse(plan.Device);

    /// <summary>Runs.</summary>
    /// <param name="progress">Told after each step of training and fit.</param>
    /// <param name="cancellation">Ends it; training keeps a checkpoint to go on from.</param>
    /// <returns>The result, also kept in the run's folder; null where training was ended before its budget.</returns>
    /// <exception cref="UserErrorException">Photos or files of the run cannot be read.</exception>
    /// <exception cref="OperationCanceledException">It was ended after training.</exception>
    public RunResult? Run(IProgress<WorkProgress>? progress, CancellationToken cancellation)
    {
        using PackedSetMixture packed = PackedSetMixture.Open(run.Data), photos = packed.HalvedTo(run.Options.Network.Resolution);
        string path = study.RunPath(run);
        RunFolder folder = RunFolder.IsIn(path) ? RunFolder.Open(path) : RunFolder.Create(path, RunConfiguration.Of(run.Options, photos, _device, plan.Threads));
        if (!folder.Configuration.PhotosOfSets.SequenceEqual(photos.Counts))
            throw new UserErrorException($"'{path}' was begun with other photos than '{photos.Name}': give the same packed sets, or choose another folder.");
        var result = new RunResult { Variant = run.Variant, Seed = run.Options.Seed, Kimg = plan.Kimg, FitSteps = plan.FitSteps };
        try
        {
            TrainingResult training = Train(folder, photos, progress, cancellation);
            if (training.Stopped)
                return null;
            if (training.ImagesSeen >= plan.Images + (run.Options.Growing?.BatchSizes.Values ?? []).Append(run.Options.BatchSize).Max()) // it ends with the step that reaches its number
                throw new UserErrorException($"'{path}' was trained to {training.ImagesSeen / 1000.0:0.###} kimg, more than the {plan.Kimg} of the study: choose another folder, or delete this run.");
            AtomicFile.Copy(training.SamplePath, study.SheetPath(run));
            SceneStrip.Save(folder, study.StripPath(run), _device);
            result = result with { Figures = training.Figures, Rollbacks = training.Rollbacks, Features = plan.FeaturesName, FrechetDistance = Distance(folder, photos, cancellation) };
            FitFacts facts = Fit(folder, photos, progress, cancellation);
            result = result with
            {
                Masks = GeneratedMasks.Measure(folder, device: _device, cancellation: cancellation),
                Consistency = facts.Consistency,
                Evaluations = plan.Evaluations,
                Scores = Score(folder, cancellation),
            };
        }
        catch (Exception diverged) when (diverged is TrainingDivergedException or FitDivergedException)
        {
            result = result with { Failure = diverged.Message };
        }

        study.WriteResult(run, result);
        return result;
    }

    private TrainingResult Train(RunFolder folder, PackedSetMixture photos, IProgress<WorkProgress>? progress, CancellationToken cancellation)
    {
        using Trainer trainer = Trainer.Resume(photos, folder, _device, new TrainingCadence());
        return trainer.Run(new TrainingBudget(plan.Images), progress, cancellation);
    }

    private double? Distance(RunFolder folder, PackedSetMixture photos, CancellationToken cancellation)
    {
        if (PhotoSample.CountOf(photos) < GeneratorScoreOptions.FewestImages)
            return null;
        using IImageFeatures features = ImageFeatures.Open(plan.Features, _device);
        var options = new GeneratorScoreOptions { CacheFolder = ReferenceCache.DefaultFolder };
        return GeneratorScore.Of(folder, photos, features, options, cancellation: cancellation).FrechetDistance;
    }

    private FitFacts Fit(RunFolder folder, PackedSetMixture photos, IProgress<WorkProgress>? progress, CancellationToken cancellation)
    {
        var options = new SegmenterFitOptions { Steps = plan.FitSteps, CutOuts = null };
        if (File.Exists(folder.SegmenterPath)
            && FittedNetworkFile.ReadFacts(folder, FitMethods.Segmenter) is var earlier
            && earlier is { CutOutSteps: 0, FinerSteps: 0, CorrectionSteps: 0 } // as planned, and not by hand
            && (earlier.Steps, earlier.Seed) == (options.Steps, options.Seed)
            && earlier.Checkpoint == Path.GetFileName(folder.LatestCheckpoint()))
        {
            return earlier;
        }

        return RunFit.Segmenter(folder, photos, options, _device, progress, cancellation);
    }

    private Dictionary<string, EvaluationResult> Score(RunFolder folder, CancellationToken cancellation)
    {
        EvaluationSet[] sets = [.. plan.Evaluations.Select(folders => EvaluationSet.Open(folders.Images, folders.Masks))];
        if (sets.Length > 1)
            sets = [.. sets, EvaluationSet.Join(sets)];
        if (sets.Length == 0)
            return [];
        using RunModel model = RunModel.Open(folder, FitMethods.Segmenter);
        return plan.ScoreNames.Zip(sets).ToDictionary(
            part => part.First, part => PhotoEvaluation.Run(model, model.Method, part.Second, threads: plan.Threads, cancellation: cancellation));
    }
}
