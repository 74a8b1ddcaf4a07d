using System.Globalization;
using System.Runtime.InteropServices;
using PerturbSeg.Files;
using PerturbSeg.Photos;
using PerturbSeg.Torch;
using PerturbSeg.Torch.Safetensors;
using PerturbSeg.Training.PackedSets;
using PerturbSeg.Training.Runs;

namespace PerturbSeg.Training.Scoring;

/// <summary>
/// A score that several workers share: each looks at some of the photos, and paints and looks at some of the composites. What is joined are the vectors, since
/// kernel distance, precision and recall compare all with all.
/// </summary>
public static class ScoreParts
{
    private const string FileName = "features.safetensors", ScoreName = "score.json";
    private const string Kind = "score-part", Version = "1";
    private const string FeaturesKey = "features", FingerprintKey = "features_sha256", PhotosKey = "photos_sha256", GeneratorKey = "generator_sha256";
    private const string ImagesKey = "images", SeedKey = "seed";
    private const string Seen = "photos", Painted = "composites";

    /// <summary>Does one worker's part; the cache of <paramref name="options"/> is left alone.</summary>
    /// <param name="run">The run folder, of whose newest checkpoint the score is.</param>
    /// <param name="photos">Photos packed for the resolution of the run.</param>
    /// <param name="features">Look at the images.</param>
    /// <param name="options">How many images of all workers, and which.</param>
    /// <param name="part">Where the vectors go. It is not finished here.</param>
    /// <param name="progress">Told after each batch of images.</param>
    /// <param name="cancellation">Ends the work between batches.</param>
    /// <returns>How many composites were looked at, and as many photos.</returns>
    /// <exception cref="UserErrorException">As of <see cref="GeneratorScore"/>, or there are more parts than batches of images.</exception>
    /// <exception cref="FileWriteException">The part cannot be written.</exception>
    public static int Score(
        RunFolder run,
        PackedSetMixture photos,
        IImageFeatures features,
        GeneratorScoreOptions options,
        OutputPart part,
        IProgress<WorkProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(features);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(part);
        return GeneratorScore.WithGenerator(run, photos, features.Device, (generator, training, halved) =>
        {
            int count = options.Resolve(PhotoSample.CountOf(halved)), batches = FeatureVectors.BatchesOf(count), own = FeatureVectors.ImagesOf(count, part.Shard);
            if (part.Shard.Count > batches)
                throw new UserErrorException($"{count} images are {batches} batches, which {part.Shard.Count} parts cannot share: give --shard {batches} parts or fewer.");
            PhotoSample Sample() => new(halved, training.PhotoMirror, options.Seed, device: features.Device);
            var seen = FeatureVectors.Of(features, Sample(), count, part.Shard, done => progress?.Report(new WorkProgress(done, 2L * own)), cancellation);
            var scenes = new GeneratedSample(generator, training, options.Seed, features.Device);
            var painted = FeatureVectors.Of(features, scenes, count, part.Shard, done => progress?.Report(new WorkProgress(own + done, 2L * own)), cancellation);
            var metadata = new Dictionary<string, string>
            {
                [FileMark.KindKey] = Kind,
                [FileMark.VersionKey] = Version,
                [FeaturesKey] = features.Name,
                [FingerprintKey] = features.Fingerprint,
                [PhotosKey] = Sample().Fingerprint(count, cancellation),
                [GeneratorKey] = Convert.ToHexStringLower(TensorDigest.Of(generator.State.Select(tensor => tensor.Value))),
                [ImagesKey] = count.ToString(CultureInfo.InvariantCulture),
                [SeedKey] = options.Seed.ToString(CultureInfo.InvariantCulture),
            };
            AtomicFile.Write(Path.Combine(part.FolderPath, FileName), stream =>
            {
                TensorDeclaration Declared(string name) => new(name, ScalarType.Float32, seen.Count, seen.Dimensions);
                var writer = new SafetensorsWriter(stream, [Declared(Seen), Declared(Painted)], metadata);
                writer.Write(Seen, MemoryMarshal.AsBytes(seen.Values.AsSpan()));
                writer.Write(Painted, MemoryMarshal.AsBytes(painted.Values.AsSpan()));
                writer.Complete();
            });
            return painted.Count;
        });
    }

    /// <summary>Joins the parts: writes the JSON that one score of all images would have printed.</summary>
    /// <param name="parts">The parts.</param>
    /// <returns>The score and its file; null where the parts are of no score.</returns>
    /// <exception cref="UserErrorException">A part cannot be read, or they are not parts of one score.</exception>
    public static (GeneratorScore Score, string File)? Join(OutputParts parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        VectorsPart[] vectors = [.. parts.Files(FileName).Select(Read)];
        if (vectors.Length == 0)
            return null;
        GeneratorScore score;
        try
        {
            score = Join(vectors);
        }
        catch (FormatException exception)
        {
            throw new UserErrorException($"The parts in '{parts.OutputFolder}' are not of one score ({exception.Message}): run all of them with the same command.", exception);
        }

        string file = Path.Combine(parts.OutputFolder, ScoreName);
        AtomicFile.WriteText(file, score.ToJson() + "\n");
        return (score, file);
    }

    private static GeneratorScore Join(VectorsPart[] parts)
    {
        IReadOnlyDictionary<string, string> first = parts[0].Metadata;
        foreach ((string key, string value) in first)
        {
            if (Array.Find(parts, part => part.Metadata.GetValueOrDefault(key) != value) is { } other)
                throw new FormatException($"{key} is {value} and {other.Metadata.GetValueOrDefault(key)}");
        }

        var photos = FeatureVectors.Join([.. parts.Select(part => part.Seen)]);
        var painted = FeatureVectors.Join([.. parts.Select(part => part.Painted)]);
        if ($"{photos.Count}" != first.GetValueOrDefault(ImagesKey) || photos.Count < GeneratorScoreOptions.FewestImages)
            throw new FormatException($"they have {photos.Count} images, where there were {first.GetValueOrDefault(ImagesKey)}");
        var score = GeneratorScore.Between(ReferenceFeatures.Of(photos), painted, first.GetValueOrDefault(FeaturesKey, string.Empty));
        return double.IsFinite(score.FrechetDistance + score.KernelDistance + score.KernelDistanceDeviation)
            ? score
            : throw new FormatException("their vectors are too long to be compared");
    }

    private static VectorsPart Read(string path)
    {
        try
        {
            using SafetensorsFile file = SafetensorsFile.Open(path);
            if (file.Metadata.GetValueOrDefault(FileMark.KindKey) != Kind || file.Metadata.GetValueOrDefault(FileMark.VersionKey) != Version)
                throw new InvalidDataException("it is no part of a score of this version");
            FeatureVectors seen = Vectors(file, Seen), painted = Vectors(file, Painted);
            return (seen.Count, seen.Dimensions) == (painted.Count, painted.Dimensions)
                ? new VectorsPart(new Dictionary<string, string>(file.Metadata), seen, painted)
                : throw new InvalidDataException("it has other vectors of photos than of composites");
        }
        catch (Exception unsound) when (unsound is IOException or UnauthorizedAccessException or SafetensorsFormatException or KeyNotFoundException or InvalidDataException)
        {
            throw new UserErrorException($"'{path}' cannot be joined ({unsound.Message.TrimEnd('.')}): score that part again.", unsound);
        }
    }

    private static FeatureVectors Vectors(SafetensorsFile file, string name)
    {
        TensorEntry entry = file[name];
        if (entry.Type != ScalarType.Float32 || entry.Shape is not [> 0, > 0 and <= int.MaxValue])
            throw new InvalidDataException($"its '{name}' is {entry.Type} [{string.Join(", ", entry.Shape)}], not Float32 [N, D]");
        float[] values = MemoryMarshal.Cast<byte, float>(file.Bytes(name)).ToArray();
        return Array.TrueForAll(values, float.IsFinite)
            ? new FeatureVectors(file.Metadata.GetValueOrDefault(FingerprintKey, string.Empty), (int)entry.Shape[1], values)
            : throw new InvalidDataException($"its '{name}' has values that are no numbers");
    }

    private sealed record VectorsPart(IReadOnlyDictionary<string, string> Metadata, FeatureVectors Seen, FeatureVectors Painted);
}
