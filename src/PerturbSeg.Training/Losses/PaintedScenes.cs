using PerturbSeg.Torch;
using PerturbSeg.Training.Scenes;

namespace PerturbSeg.Training.Losses;

/// <summary>The scenes of a generator's step.</summary>
/// <param name="Painted">As painted.</param>
/// <param name="Perturbed">As the discriminator saw them.</param>
/// <param name="Encoded">The photos that the first scenes are painted from; null where all come from drawn latents.</param>
public sealed record PaintedScenes(Layers Painted, Layers Perturbed, EncodedPhotos? Encoded = null)
{
    /// <summary>The scenes of drawn latents, as painted.</summary>
    public Layers Drawn => Encoded is null ? Painted : Painted.Slice(Encoded.Count, Painted.Count);

    /// <summary>The masks that the discriminator saw the scenes with, [N, 1, H, W], in [0, 1].</summary>
    public Tensor Mask => Perturbed.Mask;
}
