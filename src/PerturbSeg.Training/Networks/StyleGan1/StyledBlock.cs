using PerturbSeg.Torch;
using PerturbSeg.Torch.Layers;
using PerturbSeg.Torch.Operators;

namespace PerturbSeg.Training.Networks.StyleGan1;

/// <summary>
/// One side of the synthesis: a doubling convolution with blur (or the learned 4×4 start), then a 3×3 convolution; after each come
/// noise, leaky ReLU and adaptive instance normalisation (Karras et al., CVPR 2019, figure 1b, in the published order).
/// </summary>
public sealed class StyledBlock : Module
{
    private readonly Tensor? _start;
    private readonly EnlargingConv2d? _enlarging;
    private readonly PixelNoise _firstNoise;
    private readonly AdaptiveInstanceNorm _firstNorm;
    private readonly EqualizedConv2d _convolution;
    private readonly PixelNoise _secondNoise;
    private readonly AdaptiveInstanceNorm _secondNorm;

    /// <summary>Creates the block.</summary>
    /// <param name="inputs">Channels in; 0 for the first block, which starts from a learned constant.</param>
    /// <param name="outputs">Channels out.</param>
    /// <param name="fused">Whether the doubling is fused with its convolution.</param>
    /// <param name="styleSize">Extent of the style vector w.</param>
    /// <param name="random">Draws the weights.</param>
    public StyledBlock(int inputs, int outputs, bool fused, int styleSize, RandomGenerator random)
    {
        ArgumentNullException.ThrowIfNull(random);
        if (inputs == 0)
            _start = AddParameter("start", Tensor.Normal(random, 1, outputs, SynthesisNetwork.StartSide, SynthesisNetwork.StartSide));
        else
            _enlarging = AddPart("enlarging", new EnlargingConv2d(inputs, outputs, fused, random));
        _firstNoise = AddPart("first_noise", new PixelNoise(outputs, random.Device));
        _firstNorm = AddPart("first_norm", new AdaptiveInstanceNorm(outputs, styleSize, random));
        _convolution = AddPart("convolution", new EqualizedConv2d(outputs, outputs, 3, random, weightGain: Math.Sqrt(2)));
        _secondNoise = AddPart("second_noise", new PixelNoise(outputs, random.Device));
        _secondNorm = AddPart("second_norm", new AdaptiveInstanceNorm(outputs, styleSize, random));
    }

    /// <summary>Applies the block.</summary>
    /// <param name="x">[N, inputs, H, W]; null for the first block.</param>
    /// <param name="w">The style, [N, styleSize].</param>
    /// <param name="noise">[N, 1, 2H, 2W], for both places; null leaves it out.</param>
    /// <returns>[N, outputs, 2H, 2W]; 4×4 from the first block.</returns>
    public Tensor Forward(Tensor? x, Tensor w, Tensor? noise)
    {
        ArgumentNullException.ThrowIfNull(w);
        Tensor y = x is null
            ? _start!.Expand(w.Shape[0], -1, -1, -1).Contiguous(MemoryFormat.ChannelsLast)
            : Blur.Apply(_enlarging!.Forward(x));
        y = Finish(y, w, noise, _firstNoise, _firstNorm);
        return Finish(_convolution.Forward(y), w, noise, _secondNoise, _secondNorm);
    }

    private static Tensor Finish(Tensor x, Tensor w, Tensor? noise, PixelNoise injection, AdaptiveInstanceNorm norm)
        => norm.Forward(Activation.LeakyRelu(noise is null ? x : injection.Forward(x, noise)), w);
}
