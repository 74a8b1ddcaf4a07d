using PerturbSeg.Torch;
using PerturbSeg.Torch.Layers;
using PerturbSeg.Torch.Operators;

namespace PerturbSeg.Training.Networks;

/// <summary>
/// A <see cref="FoldedBlock"/> of two images of features, coarse ones whose pixels are doubled and fine ones: neither doubled nor joined, but
/// convolved each and added.
/// </summary>
internal sealed class FoldedJoin : Module
{
    private readonly Tensor _coarse;
    private readonly Tensor _fine;
    private readonly Tensor _bias;

    /// <summary>Keeps what <see cref="BatchNorm2d.Fold"/> gave.</summary>
    /// <param name="weight">[outputs, coarse channels + fine ones, 3, 3].</param>
    /// <param name="bias">[outputs].</param>
    /// <param name="coarse">Channels of the coarse features.</param>
    public FoldedJoin(Tensor weight, Tensor bias, long coarse)
    {
        _coarse = AddBuffer("coarse", DoublingConvolution.Kernels(weight.Slice(1, 0, coarse)));
        _fine = AddBuffer("fine", weight.Slice(1, coarse, weight.Shape[1]).Contiguous(MemoryFormat.ChannelsLast));
        _bias = AddBuffer("bias", bias);
    }

    /// <summary>Applies the block: [N, coarse channels, H, W] and [N, fine ones, 2H, 2W] to [N, outputs, 2H, 2W].</summary>
    public Tensor Forward(Tensor coarse, Tensor fine)
    {
        Tensor sums = Convolution.Conv2d(fine, _fine, _bias, 1, 1);
        DoublingConvolution.AddTo(sums, coarse, _coarse);
        return Activation.ReluInPlace(sums);
    }
}
