using PerturbSeg.Torch;
using PerturbSeg.Torch.Layers;
using PerturbSeg.Torch.Operators;
using PerturbSeg.Training.Scenes;

namespace PerturbSeg.Training.Networks.StyleGan2;

/// <summary>
/// A convolution whose input channels are scaled by a style, with demodulation of its output (Karras et al., "Analyzing and Improving
/// the Image Quality of StyleGAN", CVPR 2020, section 2.2). Both are applied to the activations instead of the weights, so that one
/// convolution serves the whole batch.
/// </summary>
public sealed class ModulatedConv2d : Module
{
    private static readonly long[] KernelPixels = [2, 3];
    private readonly Tensor _weight;
    private readonly EqualizedLinear _style;
    private readonly double _gain;
    private readonly int _padding;
    private readonly bool _demodulate;
    private readonly WrappedAxes _wrapped;

    /// <summary>Creates the layer.</summary>
    /// <param name="inputs">Channels in.</param>
    /// <param name="outputs">Channels out.</param>
    /// <param name="kernel">Odd kernel side.</param>
    /// <param name="styleSize">Extent of the style vector w.</param>
    /// <param name="demodulate">Whether outputs are brought back to unit variance; not for image outputs.</param>
    /// <param name="wrapped">The axes that go around instead of meeting zeros (a panorama).</param>
    /// <param name="random">Draws the weights.</param>
    public ModulatedConv2d(int inputs, int outputs, int kernel, int styleSize, bool demodulate, WrappedAxes wrapped, RandomGenerator random)
    {
        ArgumentNullException.ThrowIfNull(random);
        _weight = AddParameter("weight", Tensor.Normal(random, outputs, inputs, kernel, kernel).Contiguous(MemoryFormat.ChannelsLast));
        _style = AddPart("style", new EqualizedLinear(styleSize, inputs, random, bias: 1));
        _gain = 1 / Math.Sqrt(inputs * kernel * kernel);
        _padding = kernel / 2;
        _demodulate = demodulate;
        _wrapped = wrapped;
    }

    /// <summary>Convolves without demodulating: the caller multiplies by <paramref name="demodulation"/>, fused with what follows.</summary>
    /// <param name="x">[N, inputs, H, W].</param>
    /// <param name="w">The style, [N, styleSize].</param>
    /// <param name="demodulation">[N, outputs, 1, 1] in the type of the result; null when the layer does not demodulate.</param>
    /// <returns>[N, outputs, H, W].</returns>
    public Tensor Forward(Tensor x, Tensor w, out Tensor? demodulation)
    {
        ArgumentNullException.ThrowIfNull(x);
        Tensor scale = _style.Forward(w).To(ScalarType.Float32); // [N, inputs]
        Tensor scaledWeight = _weight * _gain;
        long count = scale.Shape[0], inputs = scale.Shape[1];
        Tensor modulated = x * scale.To(x.Type).Reshape(count, inputs, 1, 1);
        Tensor extended = WrapPadding.Extend(modulated, _wrapped, _padding);
        Tensor result = Convolution.Conv2d(extended, scaledWeight, null, ZerosAlong(WrappedAxes.Y), ZerosAlong(WrappedAxes.X));
        demodulation = _demodulate
            ? (scale.Square().MatMul(scaledWeight.Square().Sum(KernelPixels).Transpose(0, 1)) + 1e-8).Rsqrt()
                .Reshape(count, -1, 1, 1).To(result.Type)
            : null;
        return result;
    }

    private int ZerosAlong(WrappedAxes axis) => _wrapped.HasFlag(axis) ? 0 : _padding;
}
