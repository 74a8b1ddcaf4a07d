using PerturbSeg.Masks;
using PerturbSeg.Mending;

namespace PerturbSeg.Segmentation;

/// <summary>What is done to photos and masks around a network.</summary>
public sealed record PhotoSegmenterOptions
{
    /// <summary>Nothing: the network's own masks.</summary>
    public static PhotoSegmenterOptions Plain { get; } = new() { Refinement = null, SecondLook = false, Mirror = false, Colors = null, Outline = null, Pieces = null };

    /// <summary>The names of what <see cref="Without"/> leaves out.</summary>
    public static IReadOnlyList<string> Parts { get; } = ["mirror", "edges", "second-look", "colors", "outline", "pieces"];

    /// <summary>
    /// Makes masks follow the edges of photos, still more gently than while a segmenter is taught, since the network has learnt it by then;
    /// null leaves masks as the network has them.
    /// </summary>
    public DenseCrf? Refinement { get; init; } = new(Trust: 1, Strength: 2);

    /// <summary>
    /// Whether the found object is judged once more from close by, in its <see cref="ObjectWindow"/>, where the network
    /// <see cref="IMaskPredictor.KnowsCloseUps"/>: small objects have few pixels at the network's side, and photos have more to show.
    /// </summary>
    public bool SecondLook { get; init; } = true;

    /// <summary>Mends finished masks by the colours of all that is judged of the photo, at its own size; null leaves them.</summary>
    public ColorModel? Colors { get; init; } = new();

    /// <summary>Draws the outlines of finished masks along the photo, at its own size; null leaves them frayed.</summary>
    public GuidedFilter? Outline { get; init; } = new();

    /// <summary>Clears specks and pinholes of finished masks; null leaves them.</summary>
    public SmallPieces? Pieces { get; init; } = new();

    /// <summary>Whether photos are also judged mirrored, and the mean of both counts.</summary>
    public bool Mirror { get; init; } = true;

    /// <summary>
    /// The side of the smallest windows in which <see cref="SegmentationModel"/> first looks for the object, as a share of the photo's
    /// shorter side, in [0.02, 1]: for photos that are not crops of their object. Null, as by default, takes photos for such crops.
    /// </summary>
    /// <exception cref="UserErrorException">The share is out of its range.</exception>
    public double? SmallestWindow
    {
        get;
        init => field = value is null or (>= 0.02 and <= 1)
            ? value
            : throw new UserErrorException($"Windows of {value} of a photo's shorter side cannot be searched: give 0.02 to 1, such as 0.2.");
    }

    /// <summary>
    /// The most objects of a photo that <see cref="SegmentationModel"/> looks for where <see cref="SmallestWindow"/> is given, in
    /// [1, <see cref="ObjectMap.MostObjects"/>].
    /// </summary>
    /// <exception cref="UserErrorException">The number is out of its range.</exception>
    public int MostObjects
    {
        get;
        init => field = value is >= 1 and <= ObjectMap.MostObjects
            ? value
            : throw new UserErrorException($"{value} objects a photo cannot be looked for: give 1 to {ObjectMap.MostObjects}.");
    } = 20;

    /// <summary>These options without some of their parts: what a part is worth, or time saved.</summary>
    /// <param name="parts">Any of <see cref="Parts"/>, parted by commas; an empty text leaves nothing out.</param>
    /// <exception cref="UserErrorException">A name is unknown.</exception>
    public PhotoSegmenterOptions Without(string parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        PhotoSegmenterOptions left = this;
        foreach (string part in parts.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            left = part switch
            {
                "mirror" => left with { Mirror = false },
                "edges" => left with { Refinement = null },
                "second-look" => left with { SecondLook = false },
                "colors" => left with { Colors = null },
                "outline" => left with { Outline = null },
                "pieces" => left with { Pieces = null },
                _ => throw new UserErrorException($"'{part}' is nothing that could be left out; choose from {string.Join(", ", Parts)}."),
            };
        }

        return left;
    }
}
