using PerturbSeg.Masks;

namespace PerturbSeg.Segmentation;

/// <summary>What a network said of a part of a photo.</summary>
/// <param name="Part">The part.</param>
/// <param name="Logits">[side, side], mended along edges; above 0 means object.</param>
/// <param name="Side">Pixels.</param>
/// <param name="MirrorAgreement">IoU of the masks of the part and of its mirror image, in [0, 1]; 1 where that was not asked for.</param>
internal sealed record NetworkLook(ObjectWindow Part, float[] Logits, int Side, double MirrorAgreement);
