using PerturbSeg.Torch;
using PerturbSeg.Torch.Layers;
using PerturbSeg.Torch.Operators;
using PerturbSeg.Training.Scenes;

namespace PerturbSeg.Training.Networks.StyleGan2;

/// <summary>
/// Modulated 3×3 convolution, noise with one learned strength, bias, leaky ReLU (Karras et al., CVPR 2020, figure 2c). The gain √2 that
/// keeps the variance is folded into the factors before the leaky ReLU, which is positively homogeneous.
/// </summary>
public sealed class StyledConvolution : Module
{
    private static readonly double Gain = Math.Sqrt(2);
    private readonly ModulatedConv2d _convolution;
    private readonly Tensor _bias;
    private readonly Tensor _noiseStrength;

    /// <summary>Creates the layer.</summary>
    /// <param name="inputs">Channels in.</param>
    /// <param name="outputs">Channels out.</param>
    /// <param name="styleSize">Extent of the style vector w.</param>
    /// <param name="wrapped">The axes that go around.</param>
    /// <param name="random">Draws the weights.</param>
    public StyledConvolution(int inputs, int outputs, int styleSize, WrappedAxes wrapped, RandomGenerator random)
    {
        ArgumentNullException.ThrowIfNull(random);
        _convolution = AddPart("convolution", new ModulatedConv2d(inputs, outputs, 3, styleSize, demodulate: true, wrapped, random));
        _bias = AddParameter("bias", Tensor.Zeros([1, outputs, 1, 1], random.Device));
        _noiseStrength = AddParameter("noise_strength", Tensor.Zeros([1], random.Device));
    }

    /// <summary>Applies the layer.</summary>
    /// <param name="x">[N, inputs, H, W].</param>
    /// <param name="w">The style, [N, styleSize].</param>
    /// <param name="noise">Draws the noise; null leaves it out.</param>
    /// <returns>[N, outputs, H, W].</returns>
    public Tensor Forward(Tensor x, Tensor w, RandomGenerator? noise)
    {
        Tensor y = _convolution.Forward(x, w, out Tensor? demodulation);
        ReadOnlySpan<long> shape = y.Shape;
        Tensor shift = (_bias * Gain).To(y.Type);
        Tensor factor = demodulation! * Gain;
        if (noise is null)
            return Activation.LeakyRelu(shift.AddProduct(y, factor));
        Tensor grain = (Tensor.Normal(noise, shape[0], 1, shape[2], shape[3]) * (_noiseStrength * Gain)).To(y.Type); // [N, 1, H, W]
        return Activation.LeakyRelu(grain.AddProduct(y, factor) + shift);
    }
}
