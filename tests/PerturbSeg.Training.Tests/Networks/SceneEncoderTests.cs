using PerturbSeg.Torch;
using PerturbSeg.Torch.Tests;
using PerturbSeg.Training.Networks;

namespace PerturbSeg.Training.Tests.Networks;

public sealed class SceneEncoderTests : IDisposable
{
    private const int Side = 8;
    private readonly RandomGenerator _random = new(3);
    private readonly TensorScope _scope = new();

    public void Dispose()
    {
        _scope.Dispose();
        _random.Dispose();
    }

    // Where a place is near its limits, the slope of its tanh is nothing, and it is never learnt.
    [Fact]
    public void At_first_objects_are_seen_near_the_middle_and_as_large_as_they_are_painted()
    {
        using var generator = new LayeredGenerator(TinyNetworks.Options(Side), _random);
        using var encoder = new SceneEncoder(generator, _random);
        ScenePlace seen = encoder.Forward(Tensor.Normal(_random, 64, 3, Side, Side)).Place;
        Mean(seen.Shifts).ShouldBeLessThan(0.2 * ScenePlace.LargestShift);
        Mean(seen.LogScales).ShouldBeLessThan(0.2 * ScenePlace.LargestLogScale);

        static double Mean(Tensor values) => values.Abs().Mean().Item();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_trunk_begins_to_see_what_that_of_the_discriminator_sees_in_the_colours(bool masks)
    {
        NetworkOptions options = TinyNetworks.Options(Side) with { JudgesMasks = masks };
        using Discriminator discriminator = Discriminator.Create(options, _random);
        using var trunk = new ResidualTrunk(options, Side, _random);
        trunk.BeginFrom(discriminator.Trunk!);
        Tensor images = Tensor.Normal(_random, 4, 3, Side, Side);
        Tensor judged = masks ? Tensor.Concatenate([images, Tensor.Zeros([4, 1, Side, Side], default)], 1) : images;
        trunk.Features(images)[^1].ShouldBeNear(discriminator.Features(judged)[^1], 1e-5);
    }

    [Fact]
    public void Of_a_discriminator_of_another_form_nothing_is_taken_over()
    {
        NetworkOptions options = TinyNetworks.StyleGan1(Side);
        using var generator = new LayeredGenerator(options, _random);
        using Discriminator discriminator = Discriminator.Create(options, _random);
        using var encoder = new SceneEncoder(generator, _random);
        float[] Weights() => [.. encoder.Parameters.SelectMany(parameter => parameter.Value.ToArray<float>())];
        float[] before = Weights();
        encoder.BeginFrom(discriminator);
        Weights().ShouldBe(before);
    }
}
