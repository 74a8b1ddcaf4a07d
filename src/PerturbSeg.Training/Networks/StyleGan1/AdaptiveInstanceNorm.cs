using PerturbSeg.Torch;
using PerturbSeg.Torch.Layers;

namespace PerturbSeg.Training.Networks.StyleGan1;

/// <summary>
/// Brings each channel of each image to zero mean and unit variance, then scales and shifts it by what the style says (Huang and
/// Belongie, ICCV 2017; Karras et al., CVPR 2019, equation 1).
/// </summary>
public sealed class AdaptiveInstanceNorm : Module
{
    private const double Epsilon = 1e-5;
    private static readonly long[] Pixels = [2, 3];
    private readonly EqualizedLinear _scale;
    private readonly EqualizedLinear _shift;

    /// <summary>Creates the layer.</summary>
    /// <param name="channels">Channels in and out.</param>
    /// <param name="styleSize">Extent of the style vector w.</param>
    /// <param name="random">Draws the weights.</param>
    public AdaptiveInstanceNorm(int channels, int styleSize, RandomGenerator random)
    {
        _scale = AddPart("scale", new EqualizedLinear(styleSize, channels, random, bias: 1, weightGain: Math.Sqrt(2)));
        _shift = AddPart("shift", new EqualizedLinear(styleSize, channels, random, weightGain: Math.Sqrt(2)));
    }

    /// <summary>Applies the layer.</summary>
    /// <param name="x">[N, C, H, W].</param>
    /// <param name="w">The style, [N, styleSize].</param>
    /// <returns>[N, C, H, W], of the type of x; the statistics are taken in float32.</returns>
    public Tensor Forward(Tensor x, Tensor w)
    {
        ArgumentNullException.ThrowIfNull(x);
        long count = x.Shape[0], channels = x.Shape[1];
        Tensor wide = x.To(ScalarType.Float32);
        Tensor centred = wide - MeanOfPixels(wide);
        Tensor inverseDeviation = (MeanOfPixels(centred.Square()) + Epsilon).Rsqrt(); // [N, C, 1, 1]
        Tensor scale = _scale.Forward(w).To(ScalarType.Float32).Reshape(count, channels, 1, 1) * inverseDeviation;
        Tensor shift = _shift.Forward(w).To(ScalarType.Float32).Reshape(count, channels, 1, 1);
        return shift.AddProduct(centred, scale).To(x.Type);
    }

    // The gradient of a mean lies in memory in another order than channels-last pixels, and all that follows is slower for it; that of a sum
    // is never written out.
    private static Tensor MeanOfPixels(Tensor x) => x.Sum(Pixels, keep: true) * (1.0 / (x.Shape[2] * x.Shape[3]));
}
