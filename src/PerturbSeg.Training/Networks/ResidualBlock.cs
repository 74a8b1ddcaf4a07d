using PerturbSeg.Torch;
using PerturbSeg.Torch.Layers;
using PerturbSeg.Torch.Operators;

namespace PerturbSeg.Training.Networks;

/// <summary>
/// Two 3×3 convolutions that halve the side, beside a 1×1 shortcut (Karras et al., CVPR 2020, figure 7c). Gains of √2 (leaky ReLU) and
/// 1/√2 (sum) are folded where they cost nothing.
/// </summary>
public sealed class ResidualBlock : Module
{
    private readonly EqualizedConv2d _same;
    private readonly EqualizedConv2d _down;
    private readonly EqualizedConv2d _shortcut;

    /// <summary>Creates the block.</summary>
    /// <param name="inputs">Channels in.</param>
    /// <param name="outputs">Channels out.</param>
    /// <param name="random">Draws the weights.</param>
    public ResidualBlock(int inputs, int outputs, RandomGenerator random)
    {
        _same = AddPart("same", new EqualizedConv2d(inputs, inputs, 3, random, gain: Math.Sqrt(2)));
        _down = AddPart("down", new EqualizedConv2d(inputs, outputs, 3, random));
        _shortcut = AddPart("shortcut", new EqualizedConv2d(inputs, outputs, 1, random, withBias: false, gain: Math.Sqrt(0.5)));
    }

    /// <summary>Applies the block.</summary>
    /// <param name="x">[N, inputs, H, W].</param>
    /// <returns>[N, outputs, H/2, W/2].</returns>
    public Tensor Forward(Tensor x)
    {
        Tensor y = Resampling.HalveByMean(Activation.LeakyRelu(_same.Forward(x)));
        return Activation.LeakyRelu(_down.Forward(y)) + _shortcut.Forward(Resampling.HalveByMean(x));
    }
}
