using PerturbSeg.Torch;

namespace PerturbSeg.Training.Scenes;

/// <summary>
/// Lays some foregrounds over the background of another scene of the batch: that of the scene some places further on, around the end,
/// as many places for all. A whole object is realistic over any background (Remez, Huang and Brown, "Learning to Segment via
/// Cut-and-Paste", ECCV 2018); a foreground that needs its own background is not. Latents of its own for each layer ask for the same
/// in every scene.
/// </summary>
/// <param name="Share">How likely a scene gets another's background, in [0, 1].</param>
public sealed record BackgroundSwap(double Share) : IPerturbation
{
    /// <inheritdoc/>
    /// <remarks>A batch of 1 stays as it is.</remarks>
    public Layers Apply(Layers layers, RandomGenerator random)
    {
        ArgumentNullException.ThrowIfNull(layers);
        long count = layers.Count * layers.Batch.Size;
        if (count < 2)
            return layers;
        Tensor places = Tensor.Integers(random, 1, count);
        Tensor swapped = (Tensor.Uniform(random, layers.Count, 1) < Share).To(ScalarType.Int64);
        return Swap(layers, places * swapped);
    }

    /// <summary>Gives scene n the background of scene (n + places) mod N of the whole batch.</summary>
    /// <param name="layers">The layers, or a share of them.</param>
    /// <param name="places">Of each scene of the share, [N, 1] of Int64; 0 changes nothing.</param>
    public static Layers Swap(Layers layers, Tensor places)
    {
        ArgumentNullException.ThrowIfNull(layers);
        ShapeMismatchException.ThrowUnless(places, "places", layers.Count, 1);
        Tensor all = layers.Batch.Gather(layers.Background);
        Tensor twice = Tensor.Concatenate([all, all], 0); // [2N, 3, H, W]
        Tensor from = layers.Batch.Own(PixelGather.Positions(all.Shape[0], places.Device).Reshape(-1)) + places.Reshape(-1); // of the share
        return layers with { Background = twice.Select(0, from) };
    }
}
