using PerturbSeg.Files;
using PerturbSeg.Imaging;
using PerturbSeg.Masks;
using PerturbSeg.Segmentation;
using PerturbSeg.Torch;
using PerturbSeg.Training.Losses;
using PerturbSeg.Training.Networks;
using PerturbSeg.Training.PackedSets;
using PerturbSeg.Training.Runs;
using PerturbSeg.Training.Settings;

namespace PerturbSeg.Training.Fitting;

/// <summary>Fits a method's network to the newest checkpoint of a run, and keeps it in the run folder.</summary>
public static class RunFit
{
    /// <summary>Steps with corrected masks where nobody gives another number.</summary>
    public const int UsualCorrectionSteps = 200;

    // What steps cost in steps of the fit: 2.5 to 3, and 1.7 to 3 from the first round of finer masks to the second, on one core (cars, butterflies).
    private const double CutOutStepCost = 2.7, FinerStepCost = 2.3;
    private const ulong FinerStream = 5;

    /// <summary>Fits a segmenter.</summary>
    /// <param name="run">The run folder.</param>
    /// <param name="photos">Photos packed for the resolution of the run; null teaches by generated pairs alone.</param>
    /// <param name="options">How; precision and shares of objects are those of the run.</param>
    /// <param name="device">Where.</param>
    /// <param name="progress">Told after each step.</param>
    /// <param name="cancellation">Ends the fit; nothing is written then.</param>
    /// <exception cref="UserErrorException">
    /// The run has no readable checkpoint, the photos have another resolution, or no masks where the discriminator judges them, or a number of steps is out of its range.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">Another option is out of its range.</exception>
    public static FitFacts Segmenter(
        RunFolder run,
        PackedSetMixture? photos,
        SegmenterFitOptions options,
        Device device,
        IProgress<WorkProgress>? progress,
        CancellationToken cancellation)
    {
        FitFacts facts = Fit(run, photos, options, device, progress, cancellation, out Segmenter network);
        using (network)
            Keep(run, network, facts);
        return facts;
    }

    /// <summary>Teaches the segmenter of a run on with masks that somebody accepted or mended.</summary>
    /// <param name="run">The run folder, with a segmenter.</param>
    /// <param name="photos">Photos packed for the segmenter's side or more.</param>
    /// <param name="corrected">The masks.</param>
    /// <param name="steps">Steps of Adam, from 1.</param>
    /// <param name="options">How; precision and shares of objects are those of the run.</param>
    /// <param name="device">Where.</param>
    /// <param name="progress">Told after each step.</param>
    /// <param name="cancellation">Ends the fit; nothing is written then.</param>
    /// <exception cref="UserErrorException">There is no segmenter, the photos have another resolution or another fit, a corrected one cannot be read any more, or the number of steps is out of its range.</exception>
    public static (FitFacts Facts, CorrectionResult Result) Corrected(
        RunFolder run,
        PackedSetMixture photos,
        CorrectedPhotos corrected,
        int steps,
        SegmenterFitOptions options,
        Device device,
        IProgress<WorkProgress>? progress,
        CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(photos);
        ArgumentNullException.ThrowIfNull(corrected);
        ArgumentNullException.ThrowIfNull(options);
        if (steps < 1)
            throw new UserErrorException($"--correction-steps {steps} is out of range: give at least 1, such as 200.");
        FitFacts facts = FittedNetworkFile.ReadFacts(run, FitMethods.Segmenter);
        TrainingOptions training = run.Configuration.Options;
        PhotoMaskLimits limits = TrainedObjects.Limits(training);
        options = options with { Precision = training.Precision, SmallestShare = limits.SmallestShare, LargestShare = limits.LargestShare };
        RequireFit(run, photos);
        using PackedSetMixture crops = photos.HalvedTo(facts.Side);
        using BatchSource batches = Batches(crops, CorrectionFit.PhotosPerStep, options.Seed, training);
        using Segmenter beginning = FittedNetworkFile.LoadSegmenter(run, facts, device);
        var fit = new CorrectionFit(corrected, batches, options, run.Configuration.Fit);
        double? before = fit.Measure(beginning, facts.Side, device);
        using Segmenter network = fit.Run(beginning, facts.Side, steps, device, progress, cancellation).Network;
        var result = new CorrectionResult(corrected.Taught.Count, corrected.HeldBack.Count, before, fit.Measure(network, facts.Side, device));
        facts = facts with { CorrectionSteps = facts.CorrectionSteps + steps };
        Keep(run, network, facts);
        return (facts, result);
    }

    /// <summary>Fits a segmenter and says how it does on photos; keeps nothing.</summary>
    /// <param name="run">The run folder.</param>
    /// <param name="photos">Photos packed for the resolution of the run.</param>
    /// <param name="options">How; precision and shares of objects are those of the run.</param>
    /// <param name="device">Where.</param>
    /// <param name="cancellation">Ends the fit.</param>
    /// <exception cref="UserErrorException">
    /// The run has no readable checkpoint, the photos have another resolution, or a number of steps is out of its range.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">Another option is out of its range.</exception>
    public static PhotoConsistency Judge(
        RunFolder run, PackedSetMixture photos, SegmenterFitOptions options, Device device, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(photos);
        FitFacts facts = Fit(run, photos, options, device, progress: null, cancellation, out Segmenter network);
        network.Dispose();
        return facts.Consistency!;
    }

    /// <summary>Fits an encoder to photos.</summary>
    /// <param name="run">The run folder.</param>
    /// <param name="photos">Photos packed for the resolution of the run; masks that they are packed with teach, too.</param>
    /// <param name="options">How; the precision is that of the run.</param>
    /// <param name="device">Where.</param>
    /// <param name="progress">Told after each step.</param>
    /// <param name="cancellation">Ends the fit; nothing is written then.</param>
    /// <exception cref="UserErrorException">
    /// The run has no readable checkpoint, the photos have another resolution, or a number of steps is out of its range.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">Another option is out of its range.</exception>
    public static FitFacts Encoder(
        RunFolder run,
        PackedSetMixture photos,
        EncoderFitOptions options,
        Device device,
        IProgress<WorkProgress>? progress,
        CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(photos);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        using PackedSetMixture halved = AtSideOf(run, photos);
        string checkpoint = run.LatestCheckpoint();
        (LayeredGenerator generator, Discriminator discriminator, TrainingOptions training) = LoadGrown(checkpoint, device);
        using (generator)
        using (discriminator)
        using (BatchSource batches = Batches(halved, options.BatchSize, options.Seed, training, masks: halved.HasMasks || training.Network.JudgesMasks))
        {
            options = options with { Precision = training.Precision };
            FitTime? time = options.Time is { } limit ? new FitTime(limit) : null;
            Fitted<SceneEncoder> fitted = EncoderFit.Run(
                generator, discriminator, training, batches, options, time?.Begin(options.Steps), device, progress, cancellation);
            var facts = new FitFacts
            {
                Method = FitMethods.Encoder,
                Steps = fitted.Steps,
                Seed = options.Seed,
                FinalLoss = fitted.FinalLoss,
                Side = training.Network.Resolution,
                Checkpoint = Path.GetFileName(checkpoint),
            };
            using SceneEncoder network = fitted.Network;
            FittedNetworkFile.Save(run, network, facts);
            return facts;
        }
    }

    private static FitFacts Fit(
        RunFolder run,
        PackedSetMixture? photos,
        SegmenterFitOptions options,
        Device device,
        IProgress<WorkProgress>? progress,
        CancellationToken cancellation,
        out Segmenter network)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        using PackedSetMixture? halved = photos is null ? null : AtSideOf(run, photos);
        string checkpoint = run.LatestCheckpoint();
        (LayeredGenerator generator, Discriminator discriminator, TrainingOptions training) = LoadGrown(checkpoint, device);
        using (generator)
        using (discriminator)
        using (BatchSource? batches = halved is null || options.PhotosPerStep == 0 ? null : Batches(halved, options.PhotosPerStep, options.Seed, training))
        {
            PhotoMaskLimits limits = TrainedObjects.Limits(training);
            options = options with { Precision = training.Precision, SmallestShare = limits.SmallestShare, LargestShare = limits.LargestShare };
            var pairs = new GeneratedPairs(generator, training, options.Rearrangements, options.RearrangedShare);
            CutOutOptions? cutOuts = batches is not null && training.Game == AdversarialGame.Logistic ? options.CutOuts : null;
            if (cutOuts is { Steps: > 0 } && training.Network.JudgesMasks)
                halved!.RequireMasks(); // now, not once all steps before the game are made
            int[] sides = batches is null ? [] : FinerSides(training.Network.Resolution, photos!.Resolution, options.Finer);
            int cutOutSteps = 0, finerSteps = 0, before = options.Steps + (cutOuts?.Steps ?? 0), steps = before + (sides.Length * (options.Finer?.Steps ?? 0));
            bool leftOut = false;
            FitTime? time = options.Time is { } limit ? new FitTime(limit) : null;
            Fitted<Segmenter> fitted = SegmenterFit.Run(pairs, options, batches, time?.Begin(options.Steps), device, new PartOfWork(progress, 0, steps), cancellation);
            network = fitted.Network;
            try
            {
                if (cutOuts is { Steps: > 0 } && Begins(CutOutStepCost * cutOuts.Steps, out Func<double>? gone))
                {
                    using BatchSource crops = Batches(halved!, 2 * cutOuts.BatchSize, options.Seed, training, masks: training.Network.JudgesMasks);
                    using var game = new CutOutGame(generator, discriminator, training, Checkpoint.Outcome(checkpoint).Progress, cutOuts, crops);
                    Replace(ref network, game.Play(network, options.Seed, gone, device, new PartOfWork(progress, options.Steps, steps), cancellation), out cutOutSteps);
                }

                PhotoConsistency? consistency = batches is null ? null : PhotoConsistency.Measure(network, batches, options, device, cancellation);
                int side = training.Network.Resolution;
                foreach ((int round, int larger) in sides.Index())
                {
                    if (!Begins(FinerStepCost * options.Finer!.Steps, out gone))
                        break;
                    using PackedSetMixture crops = photos!.HalvedTo(larger);
                    SegmenterFitOptions anew = options with { Seed = CounterRandom.Bits(options.Seed, FinerStream, (ulong)round) }; // other photos, crops and augmentations than the round before
                    using BatchSource larges = Batches(crops, options.Finer.BatchSize, anew.Seed, training);
                    var part = new PartOfWork(progress, before, steps);
                    Replace(ref network, new FinerFit(larges, anew, run.Configuration.Fit).Run(network, side, options.Finer, gone, device, part, cancellation), out int made);
                    finerSteps += made;
                    (side, before) = (larger, before + options.Finer.Steps);
                }

                return new FitFacts
                {
                    Method = FitMethods.Segmenter,
                    Steps = fitted.Steps,
                    CutOutSteps = cutOutSteps,
                    FinerSteps = finerSteps,
                    ShortOfTime = leftOut,
                    Seed = options.Seed,
                    FinalLoss = fitted.FinalLoss,
                    Consistency = consistency,
                    Side = side,
                    Checkpoint = Path.GetFileName(checkpoint),
                    Channels = options.Channels,
                };
            }
            catch
            {
                network.Dispose();
                throw;
            }

            bool Begins(double cost, out Func<double>? gone)
            {
                gone = time?.Begin(cost);
                leftOut |= time is not null && gone is null;
                return time is null || gone is not null;
            }
        }
    }

    // The side of each round: twice that of the run, then twice that, up to that of the photos.
    private static int[] FinerSides(int side, int largest, FinerFitOptions? options)
    {
        var sides = new List<int>();
        for (int larger = 2 * side; options is { Steps: > 0 } && larger <= largest; larger *= 2)
            sides.AddRange(Enumerable.Repeat(larger, options.Rounds));
        return [.. sides];
    }

    private static void Keep(RunFolder run, Segmenter network, FitFacts facts)
    {
        using PartialFile weights = FittedNetworkFile.Write(run, network, facts);
        using PartialFile application = SegmenterFile.Write(run, network, facts, SegmentationModel.PathIn(run.FolderPath));
        File.Delete(SegmentationModel.PathIn(run.FolderPath)); // one of earlier weights beside new ones would be taken for theirs; where it is missing it is written again
        weights.Commit();
        application.Commit();
    }

    private static void Replace(ref Segmenter network, Fitted<Segmenter> next, out int steps)
    {
        network.Dispose();
        (network, steps) = (next.Network, next.Steps);
    }

    /// <summary>Reads the networks of a checkpoint that has grown to its whole resolution.</summary>
    /// <param name="checkpoint">The file.</param>
    /// <param name="device">Where to.</param>
    /// <returns>Networks without gradients, owned by the caller, and their settings.</returns>
    /// <exception cref="UserErrorException">The checkpoint is not readable, or still growing.</exception>
    internal static (LayeredGenerator Generator, Discriminator Discriminator, TrainingOptions Training) LoadGrown(string checkpoint, Device device)
    {
        (LayeredGenerator generator, Discriminator discriminator, TrainingOptions training) = Checkpoint.LoadNetworks(checkpoint, device);
        try
        {
            RequireGrown(generator, training);
            return (generator, discriminator, training);
        }
        catch
        {
            generator.Dispose();
            discriminator.Dispose();
            throw;
        }
    }

    /// <summary>Refuses a generator that has not grown to its whole resolution.</summary>
    /// <exception cref="UserErrorException">It is still growing.</exception>
    internal static void RequireGrown(LayeredGenerator generator, TrainingOptions training)
    {
        int side = generator.Growth.Side, resolution = training.Network.Resolution;
        if (side != resolution)
            throw new UserErrorException($"The run has grown to {side} of {resolution} pixels: train it on with --resume before anything is fitted to it or it is scored.");
    }

    /// <summary>Photos at the resolution of a run.</summary>
    /// <param name="run">The run folder.</param>
    /// <param name="photos">The packed sets.</param>
    /// <returns>Sets that are closed with those.</returns>
    /// <exception cref="UserErrorException">They are packed for another resolution, and not for twice or four times it and so on, or have another fit.</exception>
    internal static PackedSetMixture AtSideOf(RunFolder run, PackedSetMixture photos)
    {
        RequireFit(run, photos);
        return photos.HalvedTo(run.Configuration.Options.Network.Resolution);
    }

    private static void RequireFit(RunFolder run, PackedSetMixture photos)
    {
        PackFit fit = run.Configuration.Fit;
        if (photos.Fit != fit)
            throw new UserErrorException($"The photos are packed by --fit {photos.Fit.Word()}, those of the run by --fit {fit.Word()}: pack them with --fit {fit.Word()}.");
    }

    private static BatchSource Batches(PackedSetMixture photos, int size, ulong seed, TrainingOptions training, bool masks = false)
        => new(photos, new BatchOptions { BatchSize = size, Seed = seed, Mirror = training.PhotoMirror, Masks = masks });
}
