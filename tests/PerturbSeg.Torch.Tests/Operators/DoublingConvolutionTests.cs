using PerturbSeg.Torch.Operators;

namespace PerturbSeg.Torch.Tests.Operators;

public sealed class DoublingConvolutionTests
{
    [Theory]
    [InlineData(1, 1, 1, 1, MemoryFormat.ChannelsLast)]
    [InlineData(3, 5, 4, 2, MemoryFormat.ChannelsLast)]
    [InlineData(3, 5, 4, 2, MemoryFormat.Contiguous)]
    public void DoublesAndConvolvesAndAdds(int height, int width, int inputs, int outputs, MemoryFormat order)
    {
        using var scope = new TensorScope();
        using var random = new RandomGenerator(1);
        Tensor x = Tensor.Normal(random, 2, inputs, height, width), weight = Tensor.Normal(random, outputs, inputs, 3, 3);
        Tensor sums = Tensor.Normal(random, 2, outputs, 2 * height, 2 * width).Contiguous(order);
        float[] expected = (sums + Convolution.Conv2d(Resampling.DoubleNearest(x), weight, null, 1, 1)).ToArray<float>();

        DoublingConvolution.AddTo(sums, x, DoublingConvolution.Kernels(weight));

        sums.ToArray<float>().ShouldBe(expected, 1e-4);
    }

    [Theory]
    [InlineData(2L, 3L, 3L)]
    [InlineData(2L, 3L, 2L, 3L)]
    [InlineData(2L, 3L, 3L, 1L)]
    [InlineData(2L, 3L, 3L, 3L, 1L)]
    public void WeightsThatAreNotThreeByThreeAreRefused(params long[] shape)
    {
        using var scope = new TensorScope();
        Should.Throw<ShapeMismatchException>(() => DoublingConvolution.Kernels(Tensor.Zeros(shape)))
            .Message.ShouldBe($"weight is [{string.Join(", ", shape)}], expected [any, any, 3, 3].");
    }

    // What fits: x [2, 3, 5, 4], kernels [8, 3, 2, 2], sums [2, 2, 10, 8].
    [Theory]
    [InlineData("x", new long[] { 3, 5, 4 }, new long[] { 8, 3, 2, 2 }, new long[] { 2, 2, 10, 8 })] // no images
    [InlineData("kernels", new long[] { 2, 3, 5, 4 }, new long[] { 8, 3, 2 }, new long[] { 2, 2, 10, 8 })]
    [InlineData("kernels", new long[] { 2, 3, 5, 4 }, new long[] { 8, 2, 2, 2 }, new long[] { 2, 2, 10, 8 })] // other inputs
    [InlineData("kernels", new long[] { 2, 3, 5, 4 }, new long[] { 8, 3, 3, 2 }, new long[] { 2, 2, 10, 8 })]
    [InlineData("kernels", new long[] { 2, 3, 5, 4 }, new long[] { 8, 3, 2, 3 }, new long[] { 2, 2, 10, 8 })]
    [InlineData("kernels", new long[] { 2, 3, 5, 4 }, new long[] { 10, 3, 2, 2 }, new long[] { 2, 2, 10, 8 })] // not four for each output
    [InlineData("sums", new long[] { 2, 3, 5, 4 }, new long[] { 8, 3, 2, 2 }, new long[] { 2, 2, 10 })]
    [InlineData("sums", new long[] { 2, 3, 5, 4 }, new long[] { 8, 3, 2, 2 }, new long[] { 1, 2, 10, 8 })] // other images
    [InlineData("sums", new long[] { 2, 3, 5, 4 }, new long[] { 8, 3, 2, 2 }, new long[] { 2, 3, 10, 8 })] // other outputs
    [InlineData("sums", new long[] { 2, 3, 5, 4 }, new long[] { 8, 3, 2, 2 }, new long[] { 2, 2, 9, 8 })]
    [InlineData("sums", new long[] { 2, 3, 5, 4 }, new long[] { 8, 3, 2, 2 }, new long[] { 2, 2, 10, 4 })] // not doubled
    public void TensorsThatDoNotFitAreRefusedByNameBeforeAnythingIsAdded(string name, long[] x, long[] kernels, long[] sums)
    {
        using var scope = new TensorScope();
        Tensor added = Tensor.Zeros(sums);

        string message = Should.Throw<ShapeMismatchException>(
            () => DoublingConvolution.AddTo(added, Tensor.Full(x, 1), Tensor.Full(kernels, 1))).Message;

        message.ShouldStartWith($"{name} is [");
        added.Abs().Sum().Item().ShouldBe(0);
    }
}
