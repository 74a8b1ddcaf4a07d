using PerturbSeg.Torch;
using PerturbSeg.Training.Scenes;
using PerturbSeg.Training.Schedules;

namespace PerturbSeg.Training.Losses;

/// <summary>A price on the perturbed masks, one of those of <see cref="MaskLosses"/>.</summary>
/// <param name="Name">Its name in the logs.</param>
/// <param name="Weight">Its factor.</param>
/// <param name="Price">From masks [N, 1, H, W] in [0, 1] to [].</param>
public sealed record MaskTerm(string Name, Schedule Weight, Func<Tensor, Tensor> Price) : IGeneratorTerm
{
    /// <inheritdoc/>
    public Tensor Loss(PaintedScenes scenes)
    {
        ArgumentNullException.ThrowIfNull(scenes);
        return Price(scenes.Mask);
    }
}
