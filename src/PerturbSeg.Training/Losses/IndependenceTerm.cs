using PerturbSeg.Torch;
using PerturbSeg.Training.Scenes;
using PerturbSeg.Training.Schedules;

namespace PerturbSeg.Training.Losses;

/// <summary>Layers that say little about one another: <see cref="LayerIndependence"/>, of the layers as painted.</summary>
/// <param name="Weight">Its factor; published: 1.</param>
public sealed record IndependenceTerm(Schedule Weight) : IGeneratorTerm
{
    /// <inheritdoc/>
    public string Name => "layers/independence_loss";

    /// <inheritdoc/>
    public Tensor Loss(PaintedScenes scenes)
    {
        ArgumentNullException.ThrowIfNull(scenes);
        return LayerIndependence.Loss(scenes.Painted);
    }
}
