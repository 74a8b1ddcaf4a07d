using PerturbSeg.Masks;
using PerturbSeg.Torch;

namespace PerturbSeg.Training.Scenes;

/// <summary>The <see cref="MaskHoles"/> of a batch of masks.</summary>
internal static class SceneHoles
{
    /// <summary>Where masks have holes.</summary>
    /// <param name="mask">[N, 1, H, W] in [0, 1]; no gradient reaches it.</param>
    /// <returns>[N, 1, H, W]: 1 in a hole, 0 elsewhere.</returns>
    public static Tensor Of(Tensor mask)
    {
        ArgumentNullException.ThrowIfNull(mask);
        float[] values = mask.Detach().To(ScalarType.Float32).ToArray<float>();
        int width = (int)mask.Shape[3], area = (int)mask.Shape[2] * width;
        for (int first = 0; first < values.Length; first += area)
            MaskHoles.Keep(values.AsSpan(first, area), width);
        return Tensor.From<float>(values, mask.Shape.ToArray(), mask.Device);
    }
}
