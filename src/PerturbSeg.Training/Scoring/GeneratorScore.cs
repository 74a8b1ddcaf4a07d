using System.Text.Json;
using System.Text.Json.Serialization;
using PerturbSeg.Torch;
using PerturbSeg.Training.Networks;
using PerturbSeg.Training.PackedSets;
using PerturbSeg.Training.Runs;
using PerturbSeg.Training.Settings;

namespace PerturbSeg.Training.Scoring;

/// <summary>How close a generator's composites come to photos, by features that are named beside. Compare scores of the same features and number of images alone.</summary>
public sealed record GeneratorScore
{
    /// <summary>The features' name.</summary>
    [JsonPropertyName("features")]
    public required string Features { get; init; }

    /// <summary>The features' fingerprint.</summary>
    [JsonPropertyName("features_sha256")]
    public required string FeaturesFingerprint { get; init; }

    /// <summary>D, the length of a feature vector.</summary>
    [JsonPropertyName("dimensions")]
    public required int Dimensions { get; init; }

    /// <summary>How many composites, and as many photos.</summary>
    [JsonPropertyName("images")]
    public required int Images { get; init; }

    /// <summary>Fréchet distance, from 0, less is better; the FID where the features are those of Inception.</summary>
    [JsonPropertyName("frechet_distance")]
    public required double FrechetDistance { get; init; }

    /// <summary>Kernel distance, about 0 for equal distributions, less is better; the KID where the features are those of Inception.</summary>
    [JsonPropertyName("kernel_distance")]
    public required double KernelDistance { get; init; }

    /// <summary>Standard deviation of the kernel distance over blocks of images.</summary>
    [JsonPropertyName("kernel_distance_deviation")]
    public required double KernelDistanceDeviation { get; init; }

    /// <summary>The share of composites that could be photos, in [0, 1].</summary>
    [JsonPropertyName("precision")]
    public required double Precision { get; init; }

    /// <summary>The share of photos that could be composites, in [0, 1].</summary>
    [JsonPropertyName("recall")]
    public required double Recall { get; init; }

    /// <summary>Scores the newest checkpoint of a run, or the generator of a model; writes nothing but the cache.</summary>
    /// <param name="run">The run folder.</param>
    /// <param name="photos">Photos packed for the resolution of the run.</param>
    /// <param name="features">Look at the images.</param>
    /// <param name="options">How many images, and which.</param>
    /// <param name="progress">Told after each batch of images.</param>
    /// <param name="cancellation">Ends the work between batches.</param>
    /// <exception cref="UserErrorException">
    /// The run has no readable generator, the photos have another resolution or are too few, or the features cannot take such images.
    /// </exception>
    public static GeneratorScore Of(
        RunFolder run,
        PackedSetMixture photos,
        IImageFeatures features,
        GeneratorScoreOptions options,
        IProgress<WorkProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(features);
        ArgumentNullException.ThrowIfNull(options);
        return WithGenerator(run, photos, features.Device, (generator, training, halved) => Of(generator, training, halved, features, options, progress, cancellation));
    }

    /// <summary>Opens the generator of a run's newest checkpoint or of a model, and photos of its side.</summary>
    internal static T WithGenerator<T>(
        RunFolder run, PackedSetMixture photos, Device device, Func<LayeredGenerator, TrainingOptions, PackedSetMixture, T> use)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(photos);
        using PackedSetMixture halved = RunPhotos.AtSideOf(run, photos);
        (LayeredGenerator generator, TrainingOptions training) = run.LoadGenerator(device);
        using (generator)
        {
            GrownNetworks.Require(generator, training);
            return use(generator, training, halved);
        }
    }

    /// <summary>Scores a generator.</summary>
    /// <param name="generator">Paints, where the features are computed.</param>
    /// <param name="training">The settings that it was trained with.</param>
    /// <param name="photos">Photos packed for the resolution of the generator.</param>
    /// <param name="features">Look at the images.</param>
    /// <param name="options">How many images, and which.</param>
    /// <param name="progress">Told after each batch of images.</param>
    /// <param name="cancellation">Ends the work between batches.</param>
    /// <exception cref="UserErrorException">The photos are too few, or the features cannot take such images.</exception>
    public static GeneratorScore Of(
        LayeredGenerator generator,
        TrainingOptions training,
        PackedSetMixture photos,
        IImageFeatures features,
        GeneratorScoreOptions options,
        IProgress<WorkProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(training);
        ArgumentNullException.ThrowIfNull(photos);
        ArgumentNullException.ThrowIfNull(features);
        ArgumentNullException.ThrowIfNull(options);
        int count = options.Resolve(PhotoSample.CountOf(photos));
        ReferenceFeatures reference = Reference(
            photos, training.PhotoMirror, features, options, count, done => progress?.Report(new WorkProgress(done, 2L * count)), cancellation);
        var painted = FeatureVectors.Of(
            features, new GeneratedSample(generator, training, options.Seed, features.Device), count, done => progress?.Report(new WorkProgress(count + done, 2L * count)), cancellation);
        return Between(reference, painted, features.Name);
    }

    /// <summary>Scores the vectors of painted images.</summary>
    /// <param name="photos">What to compare with.</param>
    /// <param name="painted">Of the same features and number of images.</param>
    /// <param name="features">The features' name.</param>
    /// <exception cref="ArgumentException">The features or the numbers of images differ.</exception>
    public static GeneratorScore Between(ReferenceFeatures photos, FeatureVectors painted, string features)
    {
        ArgumentNullException.ThrowIfNull(photos);
        ArgumentNullException.ThrowIfNull(painted);
        if (photos.Vectors.Count != painted.Count)
            throw new ArgumentException($"Expected as many painted images as photos, {photos.Vectors.Count}, got {painted.Count}.", nameof(painted));
        var kernel = Scoring.KernelDistance.Between(photos.Vectors, painted);
        var shares = PrecisionRecall.Between(photos.Vectors, painted);
        return new GeneratorScore
        {
            Features = features,
            FeaturesFingerprint = painted.Features,
            Dimensions = painted.Dimensions,
            Images = painted.Count,
            FrechetDistance = Scoring.FrechetDistance.Between(photos.Statistics, FeatureStatistics.Of(painted)),
            KernelDistance = kernel.Mean,
            KernelDistanceDeviation = kernel.Deviation,
            Precision = shares.Precision,
            Recall = shares.Recall,
        };
    }

    /// <summary>The score as one line of JSON, as <c>score --json</c> prints it.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, GeneratorScoreJson.Default.GeneratorScore);

    private static ReferenceFeatures Reference(
        PackedSetMixture photos,
        bool mirror,
        IImageFeatures features,
        GeneratorScoreOptions options,
        int count,
        Action<int> progress,
        CancellationToken cancellation)
    {
        PhotoSample Sample() => new(photos, mirror, options.Seed, device: features.Device);
        ReferenceCache? cache = options.CacheFolder is { } folder ? new ReferenceCache(folder) : null;
        string fingerprint = cache is null ? string.Empty : Sample().Fingerprint(count, cancellation);
        if (cache?.Find(features.Fingerprint, fingerprint, count) is { } kept)
            return kept;
        var reference = ReferenceFeatures.Of(FeatureVectors.Of(features, Sample(), count, progress, cancellation));
        cache?.Keep(fingerprint, reference);
        return reference;
    }
}
