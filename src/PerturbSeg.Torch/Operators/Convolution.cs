namespace PerturbSeg.Torch.Operators;

/// <summary>Convolutions with stride 1.</summary>
public static class Convolution
{
    private static readonly Operator Conv2dOperator = Operator.Find("perturbseg::conv2d");

    /// <summary>Cross-correlates images with kernels. On a processor in bfloat16 the gradients run on kernels of our choice.</summary>
    /// <param name="x">[N, I, H, W].</param>
    /// <param name="weight">[O, I, K, K].</param>
    /// <param name="bias">[O], or null.</param>
    /// <param name="paddingY">Rows of zeros above and below.</param>
    /// <param name="paddingX">Columns of zeros left and right.</param>
    /// <returns>[N, O, H + 2·paddingY − K + 1, W + 2·paddingX − K + 1].</returns>
    public static Tensor Conv2d(Tensor x, Tensor weight, Tensor? bias, int paddingY, int paddingX)
    {
        Tensor result = Conv2dOperator.Call(x, weight, bias, (long)paddingY, (long)paddingX);
        FlopCounter.Add(result, weight);
        return result;
    }
}
