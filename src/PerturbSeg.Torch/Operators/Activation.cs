using PerturbSeg.Torch.Native;

namespace PerturbSeg.Torch.Operators;

/// <summary>Point-wise non-linear functions.</summary>
public static class Activation
{
    /// <summary>x where positive, else slope · x.</summary>
    public static Tensor LeakyRelu(Tensor x, double slope = 0.2) => Call.Of(x, Call.Number(slope), (input, number) => input.leaky_relu(number));

    /// <summary>max(0, x).</summary>
    public static Tensor Relu(Tensor x) => Call.Of(x, input => input.relu());

    /// <summary>1 / (1 + e⁻ˣ), in (0, 1).</summary>
    public static Tensor Sigmoid(Tensor x) => Call.Of(x, input => input.sigmoid());

    /// <summary>ln(1 + eˣ), computed without overflow.</summary>
    /// <remarks>As ln(e⁰ + eˣ): the numbers inside TorchSharp's own softplus may be freed by the garbage collector while libtorch reads them.</remarks>
    public static Tensor Softplus(Tensor x) => Call.Of(x, input =>
    {
        using TorchTensor zeros = input.zeros_like();
        return input.logaddexp(zeros);
    });

    /// <summary>Hyperbolic tangent, in (−1, 1).</summary>
    public static Tensor Tanh(Tensor x) => Call.Of(x, input => input.tanh());
}
