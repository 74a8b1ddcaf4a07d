namespace PerturbSeg.Torch.Tests.Layers;

[Collection(Alone.Name)]
public sealed class ModuleTests
{
    [Fact]
    public void Names_join_with_dots_own_tensors_first_in_the_order_of_construction()
    {
        using var random = new RandomGenerator(1);
        using var module = new TwoPartModule(random);
        module.Parameters.Select(parameter => parameter.Name)
            .ShouldBe(["scale", "first.weight", "first.bias", "second.weight", "second.bias"]);
        module.State.Select(tensor => tensor.Name)
            .ShouldBe(["scale", "statistic", "first.weight", "first.bias", "second.weight", "second.bias"]);
    }

    [Fact]
    public void Parameters_ask_for_gradients_and_statistics_never_do()
    {
        using var random = new RandomGenerator(1);
        using var module = new TwoPartModule(random);
        module.Parameters.ShouldAllBe(parameter => parameter.Value.RequiresGradient);
        module.Statistic.RequiresGradient.ShouldBeFalse();
        module.RequireGradients(false);
        module.State.ShouldAllBe(tensor => !tensor.Value.RequiresGradient);
        module.RequireGradients(true);
        module.Parameters.ShouldAllBe(parameter => parameter.Value.RequiresGradient);
        module.Statistic.RequiresGradient.ShouldBeFalse();
    }

    [Fact]
    public void Copying_takes_all_state_and_shares_none()
    {
        using var random = new RandomGenerator(1);
        using TwoPartModule target = new(random), source = new(random);
        target.Scale.Values().ShouldNotBe(source.Scale.Values());
        target.CopyFrom(source);
        foreach (((_, Tensor mine), (_, Tensor theirs)) in target.State.Zip(source.State))
            mine.Values().ShouldBe(theirs.Values());
        double[] before = source.Scale.Values();
        using (Autograd.NoGradient())
        using (Tensor zero = Tensor.Scalar(0))
            target.Scale.CopyFrom(zero);
        source.Scale.Values().ShouldBe(before);
    }

    [Fact]
    public void Convolution_weights_lie_channels_last_and_stay_so_when_loaded()
    {
        using var scope = new TensorScope();
        using var random = new RandomGenerator(1);
        using var module = new TwoPartModule(random);
        Tensor weight = module.State.First(tensor => tensor.Name == "first.weight").Value;
        using Autograd.Mode recording = Autograd.NoGradient();
        weight.CopyFrom(Tensor.Normal(random, 2, 2, 3, 3));
        weight.IsMemoryOf(weight.Contiguous(MemoryFormat.ChannelsLast)).ShouldBeTrue();
    }

    [Fact]
    public void Parameters_outlive_scopes_and_die_with_the_module()
    {
        using var random = new RandomGenerator(1);
        long before = Alone.LiveTensors();
        TwoPartModule module;
        using (new TensorScope())
            module = new TwoPartModule(random);
        TorchRuntime.LiveTensors.ShouldBe(before + module.State.Count());
        module.Scale.Values().Length.ShouldBe(3);
        module.Dispose();
        TorchRuntime.LiveTensors.ShouldBe(before);
    }
}
