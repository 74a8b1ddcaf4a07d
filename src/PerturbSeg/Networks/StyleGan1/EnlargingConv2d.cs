using PerturbSeg.Torch;
using PerturbSeg.Torch.Layers;
using PerturbSeg.Torch.Operators;

namespace PerturbSeg.Networks.StyleGan1;

/// <summary>
/// Doubles the side by a 3×3 convolution with equalised learning rate. The plain form repeats each pixel and convolves; the fused one is a
/// transposed convolution with stride 2, whose 4×4 kernel is the 3×3 one averaged over its four places (Karras et al., CVPR 2019: from
/// 128 pixels on).
/// </summary>
/// <remarks>
/// For one weight the two forms differ by a quarter and a turn of the kernel: the fused one averages where the plain one would add.
/// </remarks>
public sealed class EnlargingConv2d : Module
{
    private readonly bool _fused;
    private readonly EqualizedConv2d? _plain;
    private readonly Tensor? _weight;
    private readonly Tensor? _bias;
    private readonly double _gain;

    /// <summary>Creates the layer.</summary>
    /// <param name="inputs">Channels in.</param>
    /// <param name="outputs">Channels out.</param>
    /// <param name="fused">Which form.</param>
    /// <param name="random">Draws the weights.</param>
    public EnlargingConv2d(int inputs, int outputs, bool fused, RandomGenerator random)
    {
        ArgumentNullException.ThrowIfNull(random);
        _fused = fused;
        if (!fused)
        {
            _plain = AddPart("convolution", new EqualizedConv2d(inputs, outputs, 3, random, weightGain: Math.Sqrt(2)));
            return;
        }

        _weight = AddParameter("weight", Tensor.Normal(random, inputs, outputs, 3, 3));
        _bias = AddParameter("bias", Tensor.Zeros([outputs], random.Device));
        _gain = Math.Sqrt(2.0 / (inputs * 9));
    }

    /// <summary>Applies the layer.</summary>
    /// <param name="x">[N, inputs, H, W].</param>
    /// <returns>[N, outputs, 2H, 2W].</returns>
    public Tensor Forward(Tensor x)
        => _fused
            ? Convolution.TransposedConv2d(x, FourByFourKernel.From(_weight! * _gain), _bias, padding: 1, stride: 2)
            : _plain!.Forward(Resampling.DoubleNearest(x));
}
