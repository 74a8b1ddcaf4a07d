using PerturbSeg.Torch;
using PerturbSeg.Torch.Operators;
using PerturbSeg.Training.Scenes;
using PerturbSeg.Training.Schedules;

namespace PerturbSeg.Training.Losses;

/// <summary>Lets silhouettes differ: max(0, <see cref="CentredOverlap.Mean"/> − largest), of the masks of drawn latents, as painted.</summary>
/// <param name="Weight">Its factor.</param>
/// <param name="Largest">The overlap that costs nothing, in [0, 1].</param>
public sealed record OverlapTerm(Schedule Weight, double Largest) : IGeneratorTerm
{
    /// <inheritdoc/>
    public string Name => "mask/overlap_loss";

    /// <inheritdoc/>
    public Tensor Loss(PaintedScenes scenes)
    {
        ArgumentNullException.ThrowIfNull(scenes);
        return Activation.Relu(CentredOverlap.Mean(scenes.Painted.Batch.Gather(scenes.Drawn.Mask)) - Largest);
    }
}
