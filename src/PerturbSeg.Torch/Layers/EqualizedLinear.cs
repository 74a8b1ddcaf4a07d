using PerturbSeg.Torch.Native;
using TorchSharp;

namespace PerturbSeg.Torch.Layers;

/// <summary>
/// A linear layer with equalised learning rate: weights are stored with unit variance and scaled by 1/√fan-in when used
/// (Karras et al., "Progressive Growing of GANs", ICLR 2018, section 4.1).
/// </summary>
public sealed class EqualizedLinear : Module
{
    private readonly Tensor _weight;
    private readonly Tensor _bias;
    private readonly double _gain;
    private readonly double _learningRateFactor;

    /// <summary>Creates the layer.</summary>
    /// <param name="inputs">Extent of the last dimension of the input.</param>
    /// <param name="outputs">Extent of the last dimension of the output.</param>
    /// <param name="random">Draws the weights.</param>
    /// <param name="bias">First value of the bias.</param>
    /// <param name="learningRateFactor">How much slower than the optimiser's rate this layer learns (mapping networks: 0.01).</param>
    /// <param name="weightGain">Factor on the weights: √2 is He's initialisation, for what goes into a leaky ReLU.</param>
    public EqualizedLinear(
        int inputs, int outputs, RandomGenerator random, double bias = 0, double learningRateFactor = 1, double weightGain = 1)
    {
        ArgumentNullException.ThrowIfNull(random);
        _weight = AddParameter("weight", Tensor.Normal(random, outputs, inputs) / learningRateFactor);
        _bias = AddParameter("bias", Tensor.Full([outputs], bias / learningRateFactor, random.Device));
        _gain = weightGain * learningRateFactor / Math.Sqrt(inputs);
        _learningRateFactor = learningRateFactor;
    }

    /// <summary>x Wᵀ + b.</summary>
    /// <param name="x">[N, inputs].</param>
    /// <returns>[N, outputs].</returns>
    public Tensor Forward(Tensor x)
    {
        using var scope = new TensorScope();
        Tensor input = MixedPrecision.Narrow(x), weight = (_weight * _gain).To(input.Type), bias = (_bias * _learningRateFactor).To(input.Type);
        return scope.MoveOut(Call.Of(input, weight, bias, (rows, kernel, shift) => torch.nn.functional.linear(rows, kernel, shift)));
    }
}
