using PerturbSeg.Torch;

namespace PerturbSeg.Training.Networks;

/// <summary>What an encoder sees in photos: all that a generator needs to paint them again.</summary>
/// <param name="BackgroundOffsets">[N, styleCount, styleSize], in deviations from the mean style.</param>
/// <param name="ForegroundOffsets">Likewise.</param>
/// <param name="Place">Where the layers lie.</param>
public sealed record EncodedScene(Tensor BackgroundOffsets, Tensor ForegroundOffsets, ScenePlace Place);
