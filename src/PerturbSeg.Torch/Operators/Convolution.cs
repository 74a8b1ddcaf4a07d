namespace PerturbSeg.Torch.Operators;

/// <summary>Convolutions of images.</summary>
public static class Convolution
{
    private static readonly Operator Conv2dOperator = Operator.Find("perturbseg::conv2d");
    private static readonly Operator AtenOperator = Operator.Find("aten::conv2d");

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
        Tensor result = AtenOperator.Call(x, weight.To(x.Type), bias?.To(x.Type), Both(stride), Both(padding));
        FlopCounter.Add(result, weight);
        return result;
    }

    /// <summary>Cross-correlates each channel with the same kernel, stride 1.</summary>
    /// <param name="x">[N, C, H, W].</param>
    /// <param name="kernel">[1, 1, K, K]; converted to the type of x.</param>
    /// <param name="padding">Zeros on each side.</param>
    /// <returns>[N, C, H + 2·padding − K + 1, …].</returns>
    public static Tensor DepthwiseConv2d(Tensor x, Tensor kernel, int padding)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(kernel);
        long channels = x.Shape[1];
        Tensor weight = kernel.To(x.Type).Expand(channels, -1, -1, -1).Contiguous();
        Tensor result = AtenOperator.Call(x, weight, Argument.None, Both(1), Both(padding), Both(1), channels);
        FlopCounter.Add(result, weight);
        return result;
    }

    private static long[] Both(long value) => [value, value];
}
