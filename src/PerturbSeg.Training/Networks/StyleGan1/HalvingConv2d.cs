using PerturbSeg.Torch;
using PerturbSeg.Torch.Layers;
using PerturbSeg.Torch.Operators;

namespace PerturbSeg.Training.Networks.StyleGan1;

/// <summary>
/// Halves the side by a 3×3 convolution with equalised learning rate. The plain form convolves and takes the mean of 2×2 pixels; the
/// fused one is a convolution with stride 2, whose 4×4 kernel is the 3×3 one averaged over its four places (Karras et al., CVPR 2019:
/// from 128 pixels on). For one weight both give the same.
/// </summary>
public sealed class HalvingConv2d : Module
{
    private readonly bool _fused;
    private readonly Tensor _weight;
    private readonly Tensor _bias;
    private readonly double _gain;

    /// <summary>Creates the layer.</summary>
    /// <param name="inputs">Channels in.</param>
    /// <param name="outputs">Channels out.</param>
    /// <param name="fused">Which form.</param>
    /// <param name="random">Draws the weights.</param>
    public HalvingConv2d(int inputs, int outputs, bool fused, RandomGenerator random)
    {
        ArgumentNullException.ThrowIfNull(random);
        _fused = fused;
        _weight = AddParameter("weight", Tensor.Normal(random, outputs, inputs, 3, 3));
        _bias = AddParameter("bias", Tensor.Zeros([outputs], random.Device));
        _gain = Math.Sqrt(2.0 / (inputs * 9));
    }

    /// <summary>Applies the layer.</summary>
    /// <param name="x">[N, inputs, H, W].</param>
    /// <returns>[N, outputs, H/2, W/2].</returns>
    public Tensor Forward(Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        Tensor weight = _weight * _gain;
        return _fused && !IsFasterInParts(x)
            ? Convolution.StridedConv2d(x, FourByFour(weight), _bias, padding: 1, stride: 2)
            : Resampling.HalveByMean(Convolution.Conv2d(x, weight, _bias, 1, 1));
    }

    // On a processor in bfloat16 the gradients of a stride take more than twice the time of the plain form, which gives the same.
    private static bool IsFasterInParts(Tensor x) => x.Type == ScalarType.BFloat16 && !x.Device.IsCuda;

    // The mean of a kernel at the four places it has in 4×4: [O, I, 3, 3] to [O, I, 4, 4].
    private static Tensor FourByFour(Tensor weight)
        => (weight.Pad([0, 1, 0, 1]) + weight.Pad([1, 0, 0, 1]) + weight.Pad([0, 1, 1, 0]) + weight.Pad([1, 0, 1, 0])) * 0.25;
}
