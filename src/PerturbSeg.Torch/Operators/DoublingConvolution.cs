namespace PerturbSeg.Torch.Operators;

/// <summary>
/// A 3×3 convolution, one zero around, of images whose pixels were doubled by <see cref="Resampling.DoubleNearest"/>, with four ninths of the
/// multiplications: of the nine pixels under a kernel four differ at most, so that each of the four places in a doubled pixel has a 2×2
/// kernel of sums (Shi et al., "Is the deconvolution layer the same as a convolutional layer?", 2016).
/// </summary>
public static class DoublingConvolution
{
    /// <summary>Adds up kernels.</summary>
    /// <param name="weight">[O, I, 3, 3].</param>
    /// <returns>[4·O, I, 2, 2]: of the places upper left, upper right, lower left, lower right.</returns>
    /// <exception cref="ShapeMismatchException">The weight has another form.</exception>
    public static Tensor Kernels(Tensor weight)
    {
        ShapeMismatchException.ThrowUnless(weight, nameof(weight), -1, -1, 3, 3);
        Tensor[] kernels = [.. InPairs(weight, 2).SelectMany(rows => InPairs(rows, 3))];
        return Tensor.Concatenate(kernels, 0).Contiguous(MemoryFormat.ChannelsLast);
    }

    /// <summary>Convolves, and adds to what is there: a convolution of doubled images joined with others is the sum of one of each.</summary>
    /// <param name="sums">[N, O, 2H, 2W]; fastest in <see cref="MemoryFormat.ChannelsLast"/>.</param>
    /// <param name="x">[N, I, H, W], not doubled.</param>
    /// <param name="kernels">What <see cref="Kernels"/> returned: [4·O, I, 2, 2].</param>
    /// <exception cref="ShapeMismatchException">
    /// A tensor has another number of dimensions, extents do not agree, or the kernels are not four for each output. The sums are then as they were.
    /// </exception>
    public static void AddTo(Tensor sums, Tensor x, Tensor kernels)
    {
        Check(sums, x, kernels);
        long count = x.Shape[0], height = x.Shape[2], width = x.Shape[3], outputs = kernels.Shape[0] / 4;
        Tensor windows = Convolution.Conv2d(x, kernels, null, 1, 1).Permute(0, 2, 3, 1); // [N, H + 1, W + 1, 4·O]
        Tensor places = sums.Permute(0, 2, 3, 1).Reshape(count, height, 2, width, 2, outputs); // a view: extents are only split
        for (int place = 0; place < 4; place++)
        {
            long row = place / 2, column = place % 2;
            Tensor term = windows.Slice(1, row, row + height).Slice(2, column, column + width).Slice(3, place * outputs, (place + 1) * outputs);
            places.Slice(2, row, row + 1).Slice(4, column, column + 1).Add(term.Reshape(count, height, 1, width, 1, outputs));
        }
    }

    private static void Check(Tensor sums, Tensor x, Tensor kernels)
    {
        ArgumentNullException.ThrowIfNull(sums);
        ShapeMismatchException.ThrowUnless(x, nameof(x), -1, -1, -1, -1);
        ShapeMismatchException.ThrowUnless(kernels, nameof(kernels), -1, x.Shape[1], 2, 2);
        if (kernels.Shape[0] % 4 != 0)
            throw new ShapeMismatchException($"kernels is [{string.Join(", ", kernels.Shape.ToArray())}], expected four for each output.");
        ShapeMismatchException.ThrowUnless(sums, nameof(sums), x.Shape[0], kernels.Shape[0] / 4, 2 * x.Shape[2], 2 * x.Shape[3]);
    }

    // Three taps over doubled pixels are two over the pixels: where the first of a pair is written, 1 and 2 of them; for the second, 2 and 1.
    private static Tensor[] InPairs(Tensor weight, int dimension)
    {
        Tensor first = weight.Slice(dimension, 0, 1), middle = weight.Slice(dimension, 1, 2), last = weight.Slice(dimension, 2, 3);
        return [Tensor.Concatenate([first, middle + last], dimension), Tensor.Concatenate([first + middle, last], dimension)];
    }
}
