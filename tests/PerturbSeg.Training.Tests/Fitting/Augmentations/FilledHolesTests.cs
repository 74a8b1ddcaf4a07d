using PerturbSeg.Torch;
using PerturbSeg.Training.Fitting.Augmentations;
using PerturbSeg.Training.Scenes;

namespace PerturbSeg.Training.Tests.Fitting.Augmentations;

public sealed class FilledHolesTests
{
    private static readonly float[] Ring =
    [
        0, 0, 0, 0, 0,
        0, 1, 1, 1, 0,
        0, 1, 0.2f, 1, 0,
        0, 1, 1, 1, 0,
        0, 0, 0, 0, 0,
    ];

    [Fact]
    public void AHoleBecomesObjectInTheObjectsMeanColor()
    {
        using var scope = new TensorScope();
        Layers filled = Fill(Ring, [.. Ring.Select(value => value == 1 ? 0.5f : -1)]);
        filled.Mask.ToArray<float>()[12].ShouldBe(1);
        // The hole's own pixel counts as much as its mask: (8 · .5 − .2) / 8.2.
        filled.Foreground.ToArray<float>()[12].ShouldBe(3.8f / 8.2f, 1e-3f);
        filled.Mask.ToArray<float>().Where((_, i) => i != 12).ShouldBe(Ring.Where((_, i) => i != 12));
        filled.Foreground.ToArray<float>()[0].ShouldBe(-1);
    }

    [Theory]
    [InlineData(7)] // above the hole
    [InlineData(11)] // left of it
    [InlineData(13)] // right of it
    [InlineData(17)] // below it
    public void WhatIsOpenToTheFrameIsNoHole(int gap)
    {
        using var scope = new TensorScope();
        float[] open = [.. Ring.Select((value, i) => i == gap ? 0 : value)];
        Fill(open, open).Mask.ToArray<float>().ShouldBe(open);
    }

    [Fact]
    public void ACornerIsNoWayOut()
    {
        using var scope = new TensorScope();
        float[] diagonal = [.. Ring.Select((value, i) => i == 6 ? 0 : value)];
        Fill(diagonal, diagonal).Mask.ToArray<float>()[12].ShouldBe(1);
    }

    [Fact]
    public void ScenesAreFilledEachForItself()
    {
        using var scope = new TensorScope();
        float[] open = [.. Ring.Select((value, i) => i == 7 ? 0 : value)];
        float[] masks = Fill([.. open, .. Ring], [.. open, .. Ring]).Mask.ToArray<float>();
        masks[..25].ShouldBe(open);
        masks[25 + 12].ShouldBe(1);
    }

    private static Layers Fill(float[] masks, float[] grey)
    {
        int count = masks.Length / 25;
        Tensor mask = Tensor.From<float>(masks, [count, 1, 5, 5]), foreground = Tensor.From<float>(grey, [count, 1, 5, 5]);
        Tensor color = Tensor.Concatenate([foreground, foreground, foreground], 1);
        using var random = new RandomGenerator(1);
        Layers filled = new FilledHoles().Apply(new Layers(color * 0, color, mask), random);
        return filled with { Foreground = filled.Foreground.Slice(1, 0, 1) };
    }
}
