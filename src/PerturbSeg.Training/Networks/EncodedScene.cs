using PerturbSeg.Torch;

namespace PerturbSeg.Training.Networks;

/// <summary>What an encoder sees in photos: all that a generator needs to paint them again.</summary>
/// <param name="BackgroundOffsets">[N, styleCount, styleSize], in deviations from the mean style.</param>
/// <param name="ForegroundOffsets">Likewise.</param>
/// <param name="Shifts">[N, 2]: how far right and down the object lies from where it is painted, as shares of the side.</param>
/// <param name="TurnDirections">[N, 2]: cosine and sine of the background's turn, of length 1.</param>
public sealed record EncodedScene(Tensor BackgroundOffsets, Tensor ForegroundOffsets, Tensor Shifts, Tensor TurnDirections);
