using PerturbSeg.Torch;
using PerturbSeg.Training.Scenes;

namespace PerturbSeg.Training.Fitting.Augmentations;

/// <summary>
/// Fills the holes of masks, in the object's mean colour: generators leave out what the background shows as well, such as windows of cars,
/// and a segmenter that is taught so leaves windows out of photos. Ours.
/// </summary>
public sealed record FilledHoles : IPerturbation
{
    private static readonly long[] Plane = [2, 3];

    /// <inheritdoc/>
    public Layers Apply(Layers layers, RandomGenerator random)
    {
        ArgumentNullException.ThrowIfNull(layers);
        Tensor holes = SceneHoles.Of(layers.Mask);
        Tensor color = (layers.Foreground * layers.Mask).Sum(Plane, keep: true) / (layers.Mask.Sum(Plane, keep: true) + 1e-3);
        return layers with
        {
            Foreground = layers.Foreground + (holes * (color - layers.Foreground)),
            Mask = layers.Mask + (holes * (1 - layers.Mask)),
        };
    }
}
