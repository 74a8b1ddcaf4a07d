using PerturbSeg.Segmentation;

namespace PerturbSeg.Tests.Segmentation;

public sealed class MaskTests
{
    [Fact]
    public void AMaskOfAWindowIsEmptyBesideIt()
        => new Mask(2, 1, [0.25f, 0.75f]).Within(new ObjectWindow(1, 2, 2, 1), 4, 3).Values.ShouldBe([0, 0, 0, 0, 0, 0, 0, 0, 0, 0.25f, 0.75f, 0]);

    [Theory]
    [InlineData(-1, -1, new[] { 4f, 0, 0, 0, 0, 0 })]
    [InlineData(2, 1, new[] { 0f, 0, 0, 0, 0, 1 })]
    [InlineData(-2, 0, new[] { 0f, 0, 0, 0, 0, 0 })]
    [InlineData(0, 9, new[] { 0f, 0, 0, 0, 0, 0 })]
    public void WhatReachesBeyondThePhotoIsDropped(int left, int top, float[] whole)
        => new Mask(2, 2, [1, 2, 3, 4]).Within(new ObjectWindow(left, top, 2, 2), 3, 2).Values.ShouldBe(whole);
}
