using PerturbSeg.Torch.Optimizers;

namespace PerturbSeg.Torch.Tests.Optimizers;

[Collection(Alone.Name)]
public sealed class AdamTests
{
    private const int Steps = 7;

    [Theory]
    [InlineData(0, 0.99, 0.002)]
    [InlineData(0.9, 0.999, 0.1)]
    public void It_agrees_with_scalar_code_over_several_steps(double beta1, double beta2, double rate)
    {
        using var scope = new TensorScope();
        double[][] points = [[1, -2, 0.5], [3]];
        Tensor[] parameters = [.. points.Select(point => Tensor.From<float>([.. point.Select(value => (float)value)], [point.Length]))];
        using var adam = new Adam(parameters.Select((value, i) => ($"p{i}", value)), rate, beta1, beta2);
        for (int step = 1; step <= Steps; step++)
        {
            adam.Step([.. points.Select((point, p) => Tensor.From<float>([.. point.Select((_, i) => (float)Gradient(step, p, i))], [point.Length]))]);
            for (int p = 0; p < points.Length; p++)
                parameters[p].ShouldBeNear([.. points[p].Select((start, i) => Scalar(start, step, p, i, beta1, beta2, rate))], 2e-6);
        }

        adam.StepCounts.ShouldAllBe(steps => steps == Steps);
    }

    [Fact]
    public void A_parameter_with_zero_gradients_stays()
    {
        using var scope = new TensorScope();
        Tensor parameter = Tensor.Full([2], 3);
        using var adam = new Adam([("p", parameter)], 0.1);
        adam.Step([Tensor.Zeros([2])]);
        parameter.Values().ShouldBe([3, 3]);
    }

    [Fact]
    public void A_parameter_without_a_gradient_stays_and_so_do_its_means()
    {
        using var scope = new TensorScope();
        Tensor moved = Tensor.Full([3], 1), left = Tensor.Full([3], 1);
        using var adam = new Adam([("moved", moved), ("left", left)], 0.1);
        adam.Step([Gradients(1), Gradients(1)]);
        double[][] before = [left.Values(), .. MeansOf("left")];
        adam.Step([Gradients(2), null]);
        before.ShouldBe([left.Values(), .. MeansOf("left")]);
        moved.Values().ShouldNotBe(left.Values());
        adam.StepCounts.ShouldBe([2, 1]);

        IEnumerable<double[]> MeansOf(string name) => adam.State.Where(tensor => tensor.Name.StartsWith(name, StringComparison.Ordinal)).Select(tensor => tensor.Value.Values());
    }

    [Fact]
    public void A_parameter_that_joins_later_moves_as_if_training_had_just_begun()
    {
        using var scope = new TensorScope();
        const double rate = 0.1, beta1 = 0.9, beta2 = 0.999;
        Tensor early = Tensor.Full([3], 1), late = Tensor.Full([3], 1);
        using var adam = new Adam([("early", early), ("late", late)], rate, beta1, beta2);
        for (int step = 1; step <= Steps; step++)
        {
            adam.Step([Gradients(step), step > 4 ? Gradients(step - 4) : null]);
            early.ShouldBeNear(After(step), 2e-6);
            late.ShouldBeNear(After(step - 4), 2e-6);
        }

        adam.StepCounts.ShouldBe([Steps, Steps - 4]);

        static double[] After(int steps) => [.. Enumerable.Range(0, 3).Select(i => Scalar(1, steps, 0, i, beta1, beta2, rate))];
    }

    [Fact]
    public void Loading_state_in_place_continues_bit_by_bit()
    {
        using var scope = new TensorScope();
        Tensor one = Tensor.Full([3], 1), other = Tensor.Full([3], 1);
        using Adam straight = new([("p", one)], 0.05), resumed = new([("p", other)], 0.05);
        for (int step = 1; step <= 3; step++)
            straight.Step([Gradients(step)]);
        foreach (((string name, Tensor mine), (string theirName, Tensor theirs)) in resumed.State.Zip(straight.State))
        {
            name.ShouldBe(theirName);
            mine.CopyFrom(theirs);
        }

        other.CopyFrom(one);
        straight.StepCounts.CopyTo(resumed.StepCounts, 0);
        for (int step = 4; step <= 6; step++)
        {
            straight.Step([Gradients(step)]);
            resumed.Step([Gradients(step)]);
        }

        other.ToArray<float>().ShouldBe(one.ToArray<float>());
        resumed.State.Select(tensor => tensor.Name).ShouldBe(["p.mean", "p.square"]);
    }

    [Fact]
    public void A_step_leaves_no_tensor_behind()
    {
        long before = Alone.LiveTensors();
        using (Tensor parameter = Tensor.Full([3], 1))
        using (Tensor gradient = Tensor.Full([3], 1))
        using (var adam = new Adam([("p", parameter)], 0.05))
        {
            adam.Step([gradient]);
            TorchRuntime.LiveTensors.ShouldBe(before + 4);
        }

        TorchRuntime.LiveTensors.ShouldBe(before);
    }

    private static double Gradient(int step, int parameter, int element) => Math.Sin((step * 1.3) + (parameter * 2) + element) * (1 + element);

    private static Tensor Gradients(int step) => Tensor.From<float>([.. Enumerable.Range(0, 3).Select(i => (float)Gradient(step, 0, i))], [3]);

    // Kingma and Ba, algorithm 1, run anew up to the step.
    private static double Scalar(double value, int steps, int parameter, int element, double beta1, double beta2, double rate)
    {
        double mean = 0, square = 0;
        for (int t = 1; t <= steps; t++)
        {
            double g = Gradient(t, parameter, element);
            mean = (beta1 * mean) + ((1 - beta1) * g);
            square = (beta2 * square) + ((1 - beta2) * g * g);
            value -= rate * (mean / (1 - Math.Pow(beta1, t))) / (Math.Sqrt(square / (1 - Math.Pow(beta2, t))) + 1e-8);
        }

        return value;
    }
}
