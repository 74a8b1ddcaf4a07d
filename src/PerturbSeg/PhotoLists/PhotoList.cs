using System.Collections;
using PerturbSeg.Photos;

namespace PerturbSeg.PhotoLists;

/// <summary>Photos that a user named, one way or another, and what was left out of them.</summary>
public sealed class PhotoList : IReadOnlyList<PhotoTask>
{
    private readonly IReadOnlyList<PhotoTask> _photos;

    internal PhotoList(IReadOnlyList<PhotoTask> photos, IReadOnlyList<SkippedPhoto> leftOut) => (_photos, LeftOut) = (photos, leftOut);

    /// <summary>What looks like photos and was left out, and folders that may not be read: a line for each kind and place, with the reason.</summary>
    public IReadOnlyList<SkippedPhoto> LeftOut { get; }

    /// <summary>The photos of one worker's part.</summary>
    /// <param name="shard">The part.</param>
    public PhotoList PartOf(WorkShard shard) => new([.. shard.Of(_photos)], LeftOut);

    /// <inheritdoc/>
    public int Count => _photos.Count;

    /// <inheritdoc/>
    public PhotoTask this[int index] => _photos[index];

    /// <inheritdoc/>
    public IEnumerator<PhotoTask> GetEnumerator() => _photos.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
