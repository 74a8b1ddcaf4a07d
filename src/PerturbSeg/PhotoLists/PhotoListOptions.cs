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
    /// Whether photos are passed over that have each of their files, none of them older than the photo, and an entry in each table already. Files are not
    /// looked into. A folder of another <see cref="Segmenter"/> is refused.
    /// </summary>
    public bool Resume { get; init; }

    /// <summary>What tells the segmenter from others, such as the digest of its file, and is kept in the folder; null where masks of others are not to be told apart.</summary>
    public string? Segmenter { get; init; }

    /// <summary>Where tables go, such as to a part that is joined with others (<see cref="OutputPart.FolderPath"/>); null writes them to <see cref="Folder"/>.</summary>
    public string? TableFolder { get; init; }

    /// <summary>The most pixels that a photo may have, up to <see cref="PhotoDecoder.LargestMaxPixels"/>.</summary>
    public long MaxPixels { get; init; } = PhotoDecoder.DefaultMaxPixels;

    /// <summary>Threads to work on, from 1; each decodes and judges a photo, as far as large photos leave memory, and one more makes and writes files.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;
}
