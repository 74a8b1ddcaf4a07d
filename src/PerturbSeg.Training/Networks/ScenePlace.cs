using PerturbSeg.Torch;
using PerturbSeg.Torch.Operators;
using PerturbSeg.Training.Scenes;

namespace PerturbSeg.Training.Networks;

/// <summary>Where the layers of a photo lie, relative to where a generator paints them.</summary>
/// <param name="Shifts">[N, 2]: how far right and down the object lies from where it is painted, as shares of the side.</param>
/// <param name="LogScales">[N, 1]: logarithm of how much larger the object is than it is painted.</param>
/// <param name="TurnDirections">[N, 2]: cosine and sine of the background's turn, of length 1.</param>
public sealed record ScenePlace(Tensor Shifts, Tensor LogScales, Tensor TurnDirections)
{
    /// <summary>How many numbers place a foreground.</summary>
    public const int ForegroundSize = 3;

    /// <summary>How many numbers turn a background.</summary>
    public const int BackgroundSize = 2;

    /// <summary>The largest shift that can be predicted, as a share of the side.</summary>
    public const double LargestShift = 0.35;

    /// <summary>The logarithm of the largest scale that can be predicted, 2; the smallest is its inverse.</summary>
    public static readonly double LargestLogScale = Math.Log(2);

    private static readonly long[] Last = [1];

    /// <summary>The place that the numbers of a tower's encoders stand for.</summary>
    /// <param name="foreground">Of the foreground's, [N, 3], without limits.</param>
    /// <param name="background">Of the background's, [N, 2], likewise.</param>
    public static ScenePlace Of(Tensor foreground, Tensor background)
    {
        ArgumentNullException.ThrowIfNull(background);
        ShapeMismatchException.ThrowUnless(foreground, "foreground", -1, ForegroundSize);
        Tensor place = Activation.Tanh(foreground);
        return Within(place.Slice(1, 0, 2), place.Slice(1, 2, ForegroundSize), background);
    }

    /// <summary>The place that numbers within limits stand for.</summary>
    /// <param name="shifts">[N, 2] in [−1, 1], of the largest shift.</param>
    /// <param name="logScales">[N, 1] in [−1, 1], of the largest logarithm of a scale.</param>
    /// <param name="background">[N, 2]: the direction of a turn, of any length.</param>
    public static ScenePlace Within(Tensor shifts, Tensor logScales, Tensor background)
    {
        ArgumentNullException.ThrowIfNull(shifts);
        ArgumentNullException.ThrowIfNull(logScales);
        ArgumentNullException.ThrowIfNull(background);
        Tensor length = (background.Square().Sum(Last, keep: true) + 1e-6).Sqrt();
        return new ScenePlace(shifts * LargestShift, logScales * LargestLogScale, background / length);
    }

    /// <summary>Moves painted layers to their place, differentiably.</summary>
    /// <param name="layers">As painted, float32.</param>
    /// <param name="panorama">Whether the background goes around along x; it is not turned otherwise.</param>
    public Layers Move(Layers layers, bool panorama)
    {
        Layers placed = SoftPlacing.Place(layers, Shifts, LogScales.Exp());
        return placed with { Background = Turn(placed.Background, panorama) };
    }

    /// <summary>Moves painted layers whose masks are logits likewise.</summary>
    /// <param name="layers">As painted, float32.</param>
    /// <param name="panorama">Whether the background goes around along x; it is not turned otherwise.</param>
    public UndecidedLayers Move(UndecidedLayers layers, bool panorama)
    {
        UndecidedLayers placed = SoftPlacing.Place(layers, Shifts, LogScales.Exp());
        return placed with { Background = Turn(placed.Background, panorama) };
    }

    private Tensor Turn(Tensor backgrounds, bool panorama) => panorama ? SoftTurn.Turn(backgrounds, SoftTurn.Share(TurnDirections)) : backgrounds;
}
