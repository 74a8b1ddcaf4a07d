using PerturbSeg.Torch;
using PerturbSeg.Torch.Layers;
using PerturbSeg.Torch.Operators;

namespace PerturbSeg.Training.Networks;

/// <summary>A 3×3 convolution, batch normalisation and ReLU; the normalisation's shift serves as bias.</summary>
public sealed class ConvolutionBlock : Module
{
    private const int Kernel = 3;
    private readonly Tensor _weight;
    private readonly BatchNorm2d _normalization;

    /// <summary>Creates the block.</summary>
    /// <param name="inputs">Channels in.</param>
    /// <param name="outputs">Channels out.</param>
    /// <param name="random">
    /// Draws the weights: normal with variance 2 / fan-in (He et al., "Delving Deep into Rectifiers", ICCV 2015, equation 10).
    /// </param>
    public ConvolutionBlock(int inputs, int outputs, RandomGenerator random)
    {
        ArgumentNullException.ThrowIfNull(random);
        using var scope = new TensorScope();
        double deviation = Math.Sqrt(2.0 / (inputs * Kernel * Kernel));
        Tensor initial = Tensor.Normal(random, outputs, inputs, Kernel, Kernel) * deviation;
        _weight = AddParameter("weight", initial.Contiguous(MemoryFormat.ChannelsLast));
        _normalization = AddPart("normalization", new BatchNorm2d(outputs, random.Device));
    }

    /// <summary>Applies the block.</summary>
    /// <param name="x">[N, inputs, H, W].</param>
    /// <param name="training">Whether the normalisation takes the batch's statistics and learns from them, or the running ones.</param>
    /// <returns>[N, outputs, H, W].</returns>
    public Tensor Forward(Tensor x, bool training)
        => Activation.Relu(_normalization.Forward(Convolution.Conv2d(x, _weight, null, Kernel / 2, Kernel / 2), training));
}
