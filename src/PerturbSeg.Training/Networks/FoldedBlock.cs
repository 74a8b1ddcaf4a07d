using PerturbSeg.Torch;
using PerturbSeg.Torch.Layers;
using PerturbSeg.Torch.Operators;

namespace PerturbSeg.Training.Networks;

/// <summary>A <see cref="ConvolutionBlock"/> that learns no more: its normalisation is part of the convolution. For use without gradients.</summary>
internal sealed class FoldedBlock : Module
{
    private readonly Tensor _weight;
    private readonly Tensor _bias;

    /// <summary>Keeps what <see cref="BatchNorm2d.Fold"/> gave.</summary>
    public FoldedBlock(Tensor weight, Tensor bias)
    {
        _weight = AddBuffer("weight", weight.Contiguous(MemoryFormat.ChannelsLast));
        _bias = AddBuffer("bias", bias);
    }

    /// <summary>Applies the block: [N, inputs, H, W] to [N, outputs, H, W].</summary>
    public Tensor Forward(Tensor x) => Activation.ReluInPlace(Convolution.Conv2d(x, _weight, _bias, 1, 1));
}
