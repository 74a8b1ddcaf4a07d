namespace PerturbSeg.Torch.Operators;

/// <summary>Convolutions of images.</summary>
public static class Convolution
{
    private static readonly Operator Conv2dOperator = Operator.Find("perturbseg::conv2d");
    private static readonly Operator StridedOperator = Operator.Find("aten::conv2d");
    private static readonly Operator TransposedOperator = Operator.Find("aten::conv_transpose2d", "input");

    /// <summary>Cross-correlates images with kernels, stride 1. On a processor in bfloat16 the gradients run on kernels of our choice.</summary>
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

    /// <summary>Cross-correlates images with kernels at every stride-th pixel.</summary>
    /// <param name="x">[N, I, H, W].</param>
    /// <param name="weight">[O, I, K, K]; converted to the type of x.</param>
    /// <param name="bias">[O], or null; likewise.</param>
    /// <param name="padding">Zeros on each side.</param>
    /// <param name="stride">Pixels from one place of the kernel to the next.</param>
    /// <returns>[N, O, ⌊(H + 2·padding − K) / stride⌋ + 1, …].</returns>
    public static Tensor StridedConv2d(Tensor x, Tensor weight, Tensor? bias, int padding, int stride)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(weight);
        Tensor result = StridedOperator.Call(x, weight.To(x.Type), bias?.To(x.Type), Both(stride), Both(padding));
        FlopCounter.Add(result, weight);
        return result;
    }

    /// <summary>The transpose of <see cref="StridedConv2d"/>: each pixel paints a kernel, stride pixels from that of its neighbour.</summary>
    /// <param name="x">[N, I, H, W].</param>
    /// <param name="weight">[I, O, K, K]; converted to the type of x.</param>
    /// <param name="bias">[O], or null; likewise.</param>
    /// <param name="padding">Pixels cut off each side of the result.</param>
    /// <param name="stride">Pixels from one place of the kernel to the next.</param>
    /// <returns>[N, O, stride·(H − 1) + K − 2·padding, …].</returns>
    public static Tensor TransposedConv2d(Tensor x, Tensor weight, Tensor? bias, int padding, int stride)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(weight);
        Tensor result = TransposedOperator.Call(x, weight.To(x.Type), bias?.To(x.Type), Both(stride), Both(padding));
        FlopCounter.Add(x, weight);
        return result;
    }

    private static long[] Both(long value) => [value, value];
}
