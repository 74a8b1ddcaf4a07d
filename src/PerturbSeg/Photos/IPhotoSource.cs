namespace PerturbSeg.Photos;

/// <summary>Photos in an order that depends on their names alone.</summary>
public interface IPhotoSource : IDisposable
{
    /// <summary>A short name for messages and metadata: that of the folder or file, without the path to it.</summary>
    string Name { get; }

    /// <summary>The number of photos, readable or not.</summary>
    int Count { get; }

    /// <summary>Whether every photo has a mask.</summary>
    bool HasMasks { get; }

    /// <summary>What looks like photos and was left out, and folders that may not be read, with the reasons.</summary>
    IReadOnlyList<SkippedPhoto> LeftOut => [];

    /// <summary>Draws the photos one by one, sorted by name in ordinal order. For one thread.</summary>
    IEnumerable<PhotoFile> Photos();
}
