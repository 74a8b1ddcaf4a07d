using PerturbSeg.Masks;

namespace PerturbSeg.Tests.Masks;

public sealed class MaskTests
{
    [Fact]
    public void AMaskOfAWindowIsEmptyBesideIt()
        => new Mask(2, 1, [0.25f, 0.75f]).Within(new ObjectWindow(1, 2, 2, 1), 4, 3).Values.ShouldBe([0, 0, 0, 0, 0, 0, 0, 0, 0, 0.25f, 0.75f, 0]);

    [Fact]
    public void AMaskTakesAnotherOneInAWindowAndKeepsTheRest()
    {
        var whole = new Mask(3, 1, [0.1f, 0.2f, 0.3f]);
        whole.With(new ObjectWindow(1, 0, 1, 1), new Mask(1, 1, [0.9f])).Values.ShouldBe([0.1f, 0.9f, 0.3f]);
        whole.Values[1].ShouldBe(0.2f);
    }

    [Fact]
    public void AMaskOfAnotherSizeThanItsWindowIsRefused()
        => Should.Throw<ArgumentException>(() => new Mask(2, 2, [1, 2, 3, 4]).Within(new ObjectWindow(0, 0, 4, 1), 9, 9)).Message.ShouldContain("2×2");

    [Theory]
    [InlineData(-1, -1, new[] { 4f, 0, 0, 0, 0, 0 })]
    [InlineData(2, 1, new[] { 0f, 0, 0, 0, 0, 1 })]
    [InlineData(-2, 0, new[] { 0f, 0, 0, 0, 0, 0 })]
    [InlineData(0, 9, new[] { 0f, 0, 0, 0, 0, 0 })]
    public void WhatReachesBeyondThePhotoIsDropped(int left, int top, float[] whole)
        => new Mask(2, 2, [1, 2, 3, 4]).Within(new ObjectWindow(left, top, 2, 2), 3, 2).Values.ShouldBe(whole);
}
