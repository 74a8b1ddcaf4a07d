using PerturbSeg.Torch;

namespace PerturbSeg.Training.Networks;

/// <summary>The latents that paint photos again.</summary>
/// <param name="Background">z of the backgrounds, [N, latentSize], of unit mean square.</param>
/// <param name="Foreground">z of the foregrounds, likewise.</param>
/// <param name="Place">Where the layers lie.</param>
public sealed record EncodedLatents(Tensor Background, Tensor Foreground, ScenePlace Place);
