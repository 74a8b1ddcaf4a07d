using PerturbSeg.Torch.Layers;

namespace PerturbSeg.Torch.Tests.Layers;

public sealed class BatchNorm2dTests
{
    [Fact]
    public void TrainingNormalisesByTheBatchAndMovesTheRunningStatistics()
    {
        using var scope = new TensorScope();
        using var layer = new BatchNorm2d(1);
        Tensor x = Tensor.From<float>([1, 2, 3, 6], [2, 1, 1, 2]); // mean 3, variance 3.5, unbiased 14 / 3

        float[] y = layer.Forward(x, training: true).ToArray<float>();

        double deviation = Math.Sqrt(3.5 + 1e-5);
        foreach ((float actual, double input) in y.Zip([1.0, 2, 3, 6]))
            actual.ShouldBe((float)((input - 3) / deviation), 1e-5f);
        Dictionary<string, Tensor> state = layer.State.ToDictionary(entry => entry.Name, entry => entry.Value);
        state["running_mean"].Item().ShouldBe(0.3f, 1e-6f);
        state["running_variance"].Item().ShouldBe((float)(0.9 + (0.1 * 14 / 3)), 1e-5f);
    }

    [Fact]
    public void OutsideTrainingTheRunningStatisticsServeAndStay()
    {
        using var scope = new TensorScope();
        using var layer = new BatchNorm2d(1);
        Tensor x = Tensor.From<float>([1, 2, 3, 6], [2, 1, 1, 2]);

        float[] y = layer.Forward(x, training: false).ToArray<float>();

        y[3].ShouldBe((float)(6 / Math.Sqrt(1 + 1e-5)), 1e-5f);
        layer.State.Single(entry => entry.Name == "running_mean").Value.Item().ShouldBe(0);
    }

    [Fact]
    public void RunningStatisticsAreSavedButNotTrained()
    {
        using var layer = new BatchNorm2d(3);
        layer.Parameters.Select(parameter => parameter.Name).ShouldBe(["scale", "shift"]);
        layer.State.Select(entry => entry.Name).ShouldBe(["scale", "shift", "running_mean", "running_variance"]);
    }

    [Theory]
    [InlineData(MemoryFormat.Contiguous)]
    [InlineData(MemoryFormat.ChannelsLast)]
    public void NarrowInputsGiveNearlyTheSameAsWideOnes(MemoryFormat order)
    {
        using var scope = new TensorScope();
        using var random = new RandomGenerator(1);
        using var layer = new BatchNorm2d(4);
        Tensor wide = Tensor.Normal(random, 8, 4, 6, 6).To(ScalarType.BFloat16).To(ScalarType.Float32).Contiguous(order);

        float[] expected = layer.Forward(wide, training: true).ToArray<float>();
        float[] actual = layer.Forward(wide.To(ScalarType.BFloat16), training: true).To(ScalarType.Float32).ToArray<float>();

        expected.Zip(actual, (e, a) => Math.Abs(e - a)).Max().ShouldBeLessThan(0.03f); // half a unit in the last of 8 bits, at 4 deviations
    }
}
