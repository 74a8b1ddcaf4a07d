using PerturbSeg.Torch;
using PerturbSeg.Torch.Operators;
using PerturbSeg.Training.Scenes;

namespace PerturbSeg.Training.Fitting.Augmentations;

/// <summary>Enlarges a random window of each background, mirrored in half of the scenes: other backgrounds behind the same objects.</summary>
/// <param name="SmallestExtent">Smallest side of the window as a share of the image's, in (0, 1].</param>
public sealed record BackgroundWindow(double SmallestExtent = 0.5) : IPerturbation
{
    /// <inheritdoc/>
    public Layers Apply(Layers layers, RandomGenerator random)
    {
        ArgumentNullException.ThrowIfNull(layers);
        Tensor extents = 1 - (Tensor.Uniform(random, layers.Count, 2) * (1 - SmallestExtent)); // [N, 2]: width and height
        Tensor middles = Tensor.UniformSigned(random, layers.Count, 2) * (1 - extents);
        Tensor mirror = ((Tensor.Uniform(random, layers.Count, 1) < 0.5).To(ScalarType.Float32) * 2) - 1;
        Tensor across = extents.Slice(1, 0, 1) * mirror, down = extents.Slice(1, 1, 2), none = Tensor.ZerosLike(mirror);
        Tensor map = Tensor.Concatenate([across, none, middles.Slice(1, 0, 1), none, down, middles.Slice(1, 1, 2)], 1).Reshape(-1, 2, 3);
        return layers with { Background = Resampling.Warp(layers.Background, map, Resampling.Outside.Mirror) };
    }
}
