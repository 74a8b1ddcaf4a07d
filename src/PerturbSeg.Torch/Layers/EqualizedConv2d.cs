using PerturbSeg.Torch.Operators;

namespace PerturbSeg.Torch.Layers;

/// <summary>
/// A convolution with equalised learning rate and stride 1, zero beyond the frame: weights are stored with unit variance and scaled by
/// 1/√fan-in when used (Karras et al., "Progressive Growing of GANs", ICLR 2018, section 4.1).
/// </summary>
public sealed class EqualizedConv2d : Module
{
    private readonly Tensor _weight;
    private readonly Tensor? _bias;
    private readonly double _gain;
    private readonly double _weightGain;
    private readonly int _padding;

    /// <summary>Creates the layer.</summary>
    /// <param name="inputs">Channels in.</param>
    /// <param name="outputs">Channels out.</param>
    /// <param name="kernel">Kernel side.</param>
    /// <param name="random">Draws the weights.</param>
    /// <param name="withBias">Whether to add a bias, zero at first.</param>
    /// <param name="gain">Factor on the result, bias included: √2 before a leaky ReLU keeps the variance.</param>
    /// <param name="weightGain">Factor on the weights alone: √2 is He's initialisation, without the gain on the bias.</param>
    /// <param name="padding">Zeros on each side; left out, as many as keep the side of images under an odd kernel.</param>
    public EqualizedConv2d(
        int inputs,
        int outputs,
        int kernel,
        RandomGenerator random,
        bool withBias = true,
        double gain = 1,
        double weightGain = 1,
        int? padding = null)
    {
        ArgumentNullException.ThrowIfNull(random);
        _weight = AddParameter("weight", Tensor.Normal(random, outputs, inputs, kernel, kernel).Contiguous(MemoryFormat.ChannelsLast));
        _bias = withBias ? AddParameter("bias", Tensor.Zeros([outputs], random.Device)) : null;
        _gain = gain;
        _weightGain = gain * weightGain / Math.Sqrt(inputs * kernel * kernel);
        _padding = padding ?? (kernel / 2);
    }

    /// <summary>Convolves.</summary>
    /// <param name="x">[N, inputs, H, W].</param>
    /// <returns>[N, outputs, H, W]; H + 2·padding − kernel + 1 and likewise W, where padding was given.</returns>
    public Tensor Forward(Tensor x)
        => Convolution.Conv2d(x, _weight * _weightGain, _bias is null || _gain == 1 ? _bias : _bias * _gain, _padding, _padding);
}
