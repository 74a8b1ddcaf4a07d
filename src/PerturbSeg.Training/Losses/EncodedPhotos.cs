using PerturbSeg.Torch;
using PerturbSeg.Training.Networks;

namespace PerturbSeg.Training.Losses;

/// <summary>Photos and what an encoder saw in them.</summary>
/// <param name="Photos">[N, 3, R, R], in [−1, 1].</param>
/// <param name="Latents">Of the same photos.</param>
public sealed record EncodedPhotos(Tensor Photos, EncodedLatents Latents)
{
    /// <summary>How many.</summary>
    public long Count => Photos.Shape[0];
}
