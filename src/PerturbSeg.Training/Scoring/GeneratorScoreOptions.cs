namespace PerturbSeg.Training.Scoring;

/// <summary>How a generator is scored.</summary>
public sealed record GeneratorScoreOptions
{
    /// <summary>The fewest images that every score can do with.</summary>
    public const int FewestImages = 16;

    /// <summary>The images unless others are asked for.</summary>
    public const int DefaultImages = 5000;

    /// <summary>How many photos and as many composites; null takes <see cref="DefaultImages"/>, or all photos where there are fewer.</summary>
    public int? Images { get; init; }

    /// <summary>Seed of the choice of photos, of their crops, and of the scenes.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Where features of photos are kept; null keeps none.</summary>
    public string? CacheFolder { get; init; }

    /// <summary>How many images are scored.</summary>
    /// <param name="photos">How many photos there are.</param>
    /// <exception cref="UserErrorException">More images are asked for, or too few.</exception>
    internal int Resolve(int photos)
    {
        int images = Images ?? Math.Min(DefaultImages, photos);
        if (photos < FewestImages)
            throw new UserErrorException($"There are {photos} photos to compare with: a score needs {FewestImages} or more.");
        return images >= FewestImages && images <= photos
            ? images
            : throw new UserErrorException($"{images} images are out of range: give {FewestImages} to {photos}, the number of photos.");
    }
}
