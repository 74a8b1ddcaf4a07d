namespace PerturbSeg.Segmentation;

/// <summary>What is done to photos and masks around a network.</summary>
public sealed record PhotoSegmenterOptions
{
    /// <summary>Nothing: the network's own masks.</summary>
    public static PhotoSegmenterOptions Plain { get; } = new() { Refinement = null, SecondLook = false };

    /// <summary>
    /// Makes masks follow the edges of photos, more gently than while a segmenter is taught, since the network has learnt it by then; null
    /// leaves masks as the network has them.
    /// </summary>
    public DenseCrf? Refinement { get; init; } = new(Trust: 1, Strength: 2);

    /// <summary>
    /// Whether the found object is judged once more from close by, in its <see cref="ObjectWindow"/>, where the network
    /// <see cref="IMaskPredictor.KnowsCloseUps"/>: small objects have few pixels at the network's side, and photos have more to show.
    /// </summary>
    public bool SecondLook { get; init; } = true;
}
