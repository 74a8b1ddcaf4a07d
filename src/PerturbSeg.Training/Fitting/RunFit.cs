using PerturbSeg.Files;
using PerturbSeg.Segmentation;
using PerturbSeg.Torch;
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
        options = OfRun(options, training);
        using PackedSetMixture crops = CropsFor(run, photos, facts);
        using BatchSource batches = RunPhotos.Batches(crops, CorrectionFit.PhotosPerStep, options.Seed, training);
        using Segmenter beginning = FittedNetworkFile.LoadSegmenter(run, facts, device);
        var fit = new CorrectionFit(corrected, batches, options, run.Configuration.Fit);
        double? before = fit.Measure(beginning, facts.Side, device, cancellation);
        using Segmenter network = fit.Run(beginning, facts.Side, steps, device, progress, cancellation).Network;
        var result = new CorrectionResult(corrected.Taught.Count, corrected.HeldBack.Count, before, fit.Measure(network, facts.Side, device, cancellation));
        facts = facts with { CorrectionSteps = facts.CorrectionSteps + steps };
        Keep(run, network, facts);
        return (facts, result);
    }

    /// <summary>Refuses packed sets that <see cref="Corrected"/> would refuse.</summary>
    /// <param name="run">The run folder.</param>
    /// <param name="photos">The sets.</param>
    /// <exception cref="UserErrorException">There is no segmenter, or the photos have another resolution or another fit.</exception>
    public static void RequireForCorrections(RunFolder run, PackedSetMixture photos)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(photos);
        CropsFor(run, photos, FittedNetworkFile.ReadFacts(run, FitMethods.Segmenter)).Dispose();
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
        using PackedSetMixture halved = RunPhotos.AtSideOf(run, photos);
        using GrownNetworks networks = GrownNetworks.Load(run, device);
        TrainingOptions training = networks.Training;
        options = options with { Precision = training.Precision };
        using BatchSource batches = RunPhotos.Batches(halved, options.BatchSize, options.Seed, training, masks: halved.HasMasks || training.Network.JudgesMasks);
        FitTime? time = options.Time is { } limit ? new FitTime(limit) : null;
        Fitted<SceneEncoder> fitted = EncoderFit.Run(
            networks.Generator, networks.Discriminator, training, batches, options, time?.Begin(options.Steps), device, progress, cancellation);
        using SceneEncoder network = fitted.Network;
        var facts = new FitFacts
        {
            Method = FitMethods.Encoder,
            Steps = fitted.Steps,
            Seed = options.Seed,
            FinalLoss = fitted.FinalLoss,
            Side = training.Network.Resolution,
            Checkpoint = Path.GetFileName(networks.Checkpoint),
        };
        FittedNetworkFile.Save(run, network, facts);
        return facts;
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
        if (photos is not null)
            RunPhotos.AtSideOf(run, photos).Dispose(); // refused before anything is read, and where none of them teaches
        using GrownNetworks networks = GrownNetworks.Load(run, device);
        return new WholeSegmenterFit(networks, options.PhotosPerStep == 0 ? null : photos, OfRun(options, networks.Training), device, progress, cancellation).Run(out network);
    }

    private static PackedSetMixture CropsFor(RunFolder run, PackedSetMixture photos, FitFacts facts)
    {
        RunPhotos.RequireFit(run, photos);
        return photos.CanBeHalvedTo(facts.Side)
            ? photos.HalvedTo(facts.Side)
            : throw new UserErrorException($"'{photos.Name}' is packed for resolution {photos.Resolution}, the segmenter of the run sees {facts.Side} pixels: pack it with --resolution {facts.Side}.");
    }

    private static SegmenterFitOptions OfRun(SegmenterFitOptions options, TrainingOptions training)
        => options with { Precision = training.Precision, Limits = TrainedObjects.Limits(training) };

    private static void Keep(RunFolder run, Segmenter network, FitFacts facts)
    {
        using PartialFile weights = FittedNetworkFile.Write(run, network, facts);
        using PartialFile application = SegmenterFile.Write(run, network, facts, SegmentationModel.PathIn(run.FolderPath));
        File.Delete(SegmentationModel.PathIn(run.FolderPath)); // one of earlier weights beside new ones would be taken for theirs; where it is missing it is written again
        weights.Commit();
        application.Commit();
    }
}
