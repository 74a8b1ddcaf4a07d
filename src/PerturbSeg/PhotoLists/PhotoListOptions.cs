using PerturbSeg.Imaging;
using PerturbSeg.Outputs;
using PerturbSeg.Photos;

namespace PerturbSeg.PhotoLists;

/// <summary>What <see cref="PhotoListSegmentation"/> writes, and where to.</summary>
public sealed record PhotoListOptions
{
    /// <summary>What is written.</summary>
    public required SegmentationOutputs Outputs { get; init; }

    /// <summary>Where to; folders are made as needed.</summary>
    public required string Folder { get; init; }

    /// <summary>Takes objects out of photos for the outputs that show what is behind; null leaves photos as they are.</summary>
    public IBackgroundPainter? Backgrounds { get; init; }

    /// <summary>
    /// Whether photos are passed over that have each of their files and an entry in each table already. Files are not looked into: those of
    /// another run or of a photo that has changed since stay as they are.
    /// </summary>
    public bool Resume { get; init; }

    /// <summary>Which part of a longer list the photos are: tables go to <see cref="TableParts"/> then, to be joined.</summary>
    public WorkShard Shard { get; init; } = WorkShard.Whole;

    /// <summary>The most pixels that a photo may have, up to <see cref="PhotoDecoder.LargestMaxPixels"/>.</summary>
    public long MaxPixels { get; init; } = PhotoDecoder.DefaultMaxPixels;

    /// <summary>Threads to work on, from 1; each works on a photo, as far as large photos leave memory.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Where tables go.</summary>
    public string TableFolder => Shard == WorkShard.Whole ? Folder : Path.Combine(TableParts.FolderIn(Folder), Shard.FileName);
}
