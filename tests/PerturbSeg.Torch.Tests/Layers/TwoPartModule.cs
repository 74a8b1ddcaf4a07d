using PerturbSeg.Torch.Layers;

namespace PerturbSeg.Torch.Tests.Layers;

/// <summary>A module with a parameter, a buffer and two parts.</summary>
internal sealed class TwoPartModule : Module
{
    public TwoPartModule(RandomGenerator random)
    {
        AddPart("first", new EqualizedConv2d(2, 2, 3, random));
        Scale = AddParameter("scale", Tensor.Normal(random, 3));
        Statistic = AddBuffer("statistic", Tensor.Normal(random, 2));
        AddPart("second", new EqualizedLinear(2, 1, random));
    }

    public Tensor Scale { get; }

    public Tensor Statistic { get; }
}
