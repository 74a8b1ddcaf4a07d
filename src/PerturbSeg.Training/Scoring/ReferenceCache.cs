using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using PerturbSeg.Files;
using PerturbSeg.Torch;
using PerturbSeg.Torch.Safetensors;

namespace PerturbSeg.Training.Scoring;

/// <summary>
/// Keeps what features say about photos, so that the next generator is compared with the same photos at once. A file is found by the
/// fingerprints of features and photos; one that cannot be read, or says other fingerprints, counts as absent.
/// </summary>
/// <param name="folder">Where the files are; made when missing.</param>
public sealed class ReferenceCache(string folder)
{
    private const string Kind = "image-features";
    private const string Version = "1";
    private const string FeaturesKey = "features";
    private const string PhotosKey = "photos";
    private const string Vectors = "vectors";
    private const string Mean = "mean";
    private const string Covariance = "covariance";

    /// <summary>The folder for this user's caches, that of the XDG base directories.</summary>
    public static string DefaultFolder
    {
        get
        {
            string? asked = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
            string caches = Path.IsPathRooted(asked)
                ? asked
                : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
            return Path.Combine(caches, "perturbseg");
        }
    }

    /// <summary>Finds what was kept.</summary>
    /// <param name="features">Fingerprint of the features.</param>
    /// <param name="photos">Fingerprint of the photos.</param>
    /// <param name="count">How many photos.</param>
    /// <returns>Null when there is nothing sound.</returns>
    public ReferenceFeatures? Find(string features, string photos, int count)
    {
        try
        {
            using SafetensorsFile file = SafetensorsFile.Open(PathOf(features, photos));
            if (!Metadata(features, photos).All(pair => file.Metadata.GetValueOrDefault(pair.Key) == pair.Value))
                return null;
            int dimensions = (int)file[Mean].Shape[0];
            var vectors = new FeatureVectors(features, dimensions, Read<float>(file, Vectors, count, dimensions));
            return new ReferenceFeatures(
                vectors, new FeatureStatistics(features, Read<double>(file, Mean, dimensions), Read<double>(file, Covariance, dimensions, dimensions)));
        }
        catch (Exception unsound) when (unsound is IOException or UnauthorizedAccessException or SafetensorsFormatException or KeyNotFoundException or InvalidDataException)
        {
            return null;
        }
    }

    /// <summary>Keeps features of photos. A folder that cannot be written costs the next score time, and nothing else.</summary>
    /// <param name="photos">Fingerprint of the photos.</param>
    /// <param name="reference">What features say about them.</param>
    public void Keep(string photos, ReferenceFeatures reference)
    {
        ArgumentNullException.ThrowIfNull(reference);
        FeatureVectors vectors = reference.Vectors;
        int dimensions = vectors.Dimensions;
        try
        {
            AtomicFile.Write(PathOf(vectors.Features, photos), stream =>
            {
                var writer = new SafetensorsWriter(
                    stream,
                    [
                        new(Covariance, ScalarType.Float64, dimensions, dimensions),
                        new(Mean, ScalarType.Float64, dimensions),
                        new(Vectors, ScalarType.Float32, vectors.Count, dimensions),
                    ],
                    Metadata(vectors.Features, photos));
                writer.Write(Covariance, MemoryMarshal.AsBytes(reference.Statistics.Covariance.AsSpan()));
                writer.Write(Mean, MemoryMarshal.AsBytes(reference.Statistics.Mean.AsSpan()));
                for (int i = 0; i < vectors.Count; i++)
                    writer.Write(Vectors, MemoryMarshal.AsBytes(vectors.Values.AsSpan(i * dimensions, dimensions)));
                writer.Complete();
            });
        }
        catch (FileWriteException)
        {
            // As the summary says.
        }
    }

    private static Dictionary<string, string> Metadata(string features, string photos) => new()
    {
        [FileMark.KindKey] = Kind,
        [FileMark.VersionKey] = Version,
        [FeaturesKey] = features,
        [PhotosKey] = photos,
    };

    private static T[] Read<T>(SafetensorsFile file, string name, params long[] shape)
        where T : unmanaged
    {
        TensorEntry entry = file[name];
        return entry.Type == ElementTypes.Of<T>() && entry.Shape.AsSpan().SequenceEqual(shape)
            ? MemoryMarshal.Cast<byte, T>(file.Bytes(name)).ToArray()
            : throw new InvalidDataException($"'{name}' is {entry.Type} [{string.Join(", ", entry.Shape)}]");
    }

    private string PathOf(string features, string photos)
    {
        byte[] both = SHA256.HashData(Encoding.ASCII.GetBytes($"{features} {photos}"));
        return Path.Combine(folder, $"features-{Convert.ToHexStringLower(both.AsSpan(0, 16))}.safetensors");
    }
}
