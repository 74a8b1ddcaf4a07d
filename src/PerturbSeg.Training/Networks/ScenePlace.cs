using PerturbSeg.Torch;
using PerturbSeg.Torch.Operators;
using PerturbSeg.Training.Scenes;

namespace PerturbSeg.Training.Networks;

/// <summary>Where the layers of a photo lie, relative to where a generator paints them.</summary>
/// <param name="Shifts">[N, 2]: how far right and down the object lies from where it is painted, as shares of the side.</param>
/// <param name="TurnDirections">[N, 2]: cosine and sine of the background's turn, of length 1.</param>
public sealed record ScenePlace(Tensor Shifts, Tensor TurnDirections)
{
    /// <summary>The largest shift that can be predicted, as a share of the side: twice the published range of the training.</summary>
    public const double LargestShift = 0.25;

    private static readonly long[] Last = [1];

    /// <summary>The place that the numbers of a tower's encoders stand for.</summary>
    /// <param name="foreground">Of the foreground's, [N, 2], without limits.</param>
    /// <param name="background">Of the background's, likewise.</param>
    public static ScenePlace Of(Tensor foreground, Tensor background)
    {
        ArgumentNullException.ThrowIfNull(background);
        Tensor length = (background.Square().Sum(Last, keep: true) + 1e-6).Sqrt();
        return new ScenePlace(Activation.Tanh(foreground) * LargestShift, background / length);
    }

    /// <summary>Moves painted layers to their place, differentiably.</summary>
    /// <param name="layers">As painted, float32.</param>
    /// <param name="panorama">Whether the background goes around along x; it is not turned otherwise.</param>
    public Layers Move(Layers layers, bool panorama)
    {
        Layers shifted = SoftShift.Shift(layers, Shifts);
        return panorama ? SoftTurn.Turn(shifted, SoftTurn.Share(TurnDirections)) : shifted;
    }
}
