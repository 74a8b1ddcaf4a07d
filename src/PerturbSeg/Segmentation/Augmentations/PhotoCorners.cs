using PerturbSeg.Data;
using PerturbSeg.Scenes;
using PerturbSeg.Torch;
using PerturbSeg.Torch.Operators;
using PerturbSeg.Training;

namespace PerturbSeg.Segmentation.Augmentations;

/// <summary>
/// Puts corners of real photos in the place of backgrounds, continued by their mirror images. Objects are whole and near the middle of most
/// photos, so corners show background: all that the generator never painted there. Needs no labels.
/// </summary>
/// <param name="photos">Crops of the side of the scenes; not owned.</param>
/// <param name="smallestExtent">Smallest side of the window about the corner, as a share of the photo's.</param>
/// <param name="largestExtent">Largest side of the window.</param>
/// <param name="distance">Largest distance of the window's middle from the photo's edges, as a share of half the side.</param>
/// <param name="cancellation">Ends the waiting for photos.</param>
internal sealed class PhotoCorners(
    BatchSource photos,
    double smallestExtent = 0.5,
    double largestExtent = 0.8,
    double distance = 0.2,
    CancellationToken cancellation = default) : IPerturbation
{
    /// <inheritdoc/>
    public Layers Apply(Layers layers, RandomGenerator random)
    {
        ArgumentNullException.ThrowIfNull(layers);
        long count = layers.Count;
        Tensor extents = (Tensor.Uniform(random, count, 2, 1) * (largestExtent - smallestExtent)) + smallestExtent;
        Tensor corners = Signs(random, count) * (1 - (Tensor.Uniform(random, count, 2, 1) * distance)); // x and y, −1 to 1 from edge to edge
        Tensor axes = Tensor.From<float>([1, 0, 0, 1], [1, 2, 2], random.Device);
        Tensor map = Tensor.Concatenate([axes * extents, corners], 2); // [N, 2, 3]
        return layers with { Background = Resampling.Warp(Draw(count, random.Device), map, Resampling.Outside.Mirror) };
    }

    private static Tensor Signs(RandomGenerator random, long count)
        => ((Tensor.Uniform(random, count, 2, 1) < 0.5).To(ScalarType.Float32) * 2) - 1;

    private Tensor Draw(long count, Device device)
    {
        var drawn = new List<Tensor>();
        for (long missing = count; missing > 0; missing -= drawn[^1].Shape[0])
        {
            using Batch batch = photos.Next(cancellation);
            Tensor images = Photos.ToTensor(batch.Pixels, batch.Count, batch.Resolution, device);
            drawn.Add(images.Slice(0, 0, Math.Min(missing, batch.Count)));
        }

        return Tensor.Concatenate([.. drawn], 0);
    }
}
