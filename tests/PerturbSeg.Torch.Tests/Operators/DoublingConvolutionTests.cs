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
}
