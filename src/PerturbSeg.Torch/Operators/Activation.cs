namespace PerturbSeg.Torch.Operators;

/// <summary>Point-wise non-linear functions.</summary>
public static class Activation
{
    private static readonly Operator LeakyReluOperator = Operator.Find("aten::leaky_relu");
    private static readonly Operator ReluOperator = Operator.Find("aten::relu");
    private static readonly Operator ReluInPlaceOperator = Operator.Find("aten::relu_");
    private static readonly Operator SigmoidOperator = Operator.Find("aten::sigmoid");
    private static readonly Operator SoftplusOperator = Operator.Find("aten::softplus");
    private static readonly Operator TanhOperator = Operator.Find("aten::tanh");

    /// <summary>x where positive, else slope · x.</summary>
    public static Tensor LeakyRelu(Tensor x, double slope = 0.2) => LeakyReluOperator.Call(x, slope);

    /// <summary>max(0, x).</summary>
    public static Tensor Relu(Tensor x) => ReluOperator.Call(x);

    /// <summary>As <see cref="Relu"/>, written over x.</summary>
    /// <returns>x.</returns>
    public static Tensor ReluInPlace(Tensor x)
    {
        ReluInPlaceOperator.Run(x);
        return x;
    }

    /// <summary>1 / (1 + e⁻ˣ), in (0, 1).</summary>
    public static Tensor Sigmoid(Tensor x) => SigmoidOperator.Call(x);

    /// <summary>ln(1 + eˣ), computed without overflow.</summary>
    public static Tensor Softplus(Tensor x) => SoftplusOperator.Call(x);

    /// <summary>Hyperbolic tangent, in (−1, 1).</summary>
    public static Tensor Tanh(Tensor x) => TanhOperator.Call(x);
}
