using PerturbSeg.Torch.Native;
using TorchSharp;

namespace PerturbSeg.Torch.Operators;

/// <summary>Convolutions of images, in the type of the open <see cref="MixedPrecision"/>.</summary>
public static class Convolution
{
    /// <summary>Cross-correlates images with kernels, stride 1.</summary>
    /// <param name="x">[N, I, H, W].</param>
    /// <param name="weight">[O, I, K, K]; converted to the type of x.</param>
    /// <param name="bias">[O], or null; likewise.</param>
    /// <param name="paddingY">Rows of zeros above and below.</param>
    /// <param name="paddingX">Columns of zeros left and right.</param>
    /// <returns>[N, O, H + 2·paddingY − K + 1, W + 2·paddingX − K + 1].</returns>
    public static Tensor Conv2d(Tensor x, Tensor weight, Tensor? bias, int paddingY, int paddingX)
        => Convolve(x, weight, bias, 1, [paddingY, paddingX], 1);

    /// <summary>Cross-correlates images with kernels at every stride-th pixel.</summary>
    /// <param name="x">[N, I, H, W].</param>
    /// <param name="weight">[O, I, K, K]; converted to the type of x.</param>
    /// <param name="bias">[O], or null; likewise.</param>
    /// <param name="padding">Zeros on each side.</param>
    /// <param name="stride">Pixels from one place of the kernel to the next.</param>
    /// <returns>[N, O, ⌊(H + 2·padding − K) / stride⌋ + 1, …].</returns>
    public static Tensor StridedConv2d(Tensor x, Tensor weight, Tensor? bias, int padding, int stride)
        => Convolve(x, weight, bias, stride, [padding, padding], 1);

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
        return Convolve(x, kernel.Expand(channels, -1, -1, -1).Contiguous(), null, 1, [padding, padding], channels);
    }

    private static Tensor Convolve(Tensor x, Tensor weight, Tensor? bias, long stride, long[] padding, long groups)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(weight);
        using var scope = new TensorScope();
        Tensor images = MixedPrecision.Narrow(x), kernels = weight.To(images.Type);
        Tensor? shift = bias?.To(images.Type);
        Tensor result = new(Call.Run(
            nameof(Convolution),
            [images, kernels, shift],
            () => torch.nn.functional.conv2d(images.Inner, kernels.Inner, shift?.Inner, [stride, stride], padding, [1, 1], groups)));
        FlopCounter.Add(result, weight);
        return scope.MoveOut(result);
    }
}
