using PerturbSeg.Masks;

namespace PerturbSeg.Tests.Masks;

public sealed class PhotoMaskLimitsTests
{
    private const int Side = 32;

    [Theory]
    [InlineData(8, 8, 24, 24, true, false)] // an object in the middle
    [InlineData(8, 0, 24, 32, false, false)] // a street from side to side
    [InlineData(0, 18, 14, 32, false, true)] // a corner
    [InlineData(4, 0, 28, 16, false, false)] // an object that the frame cuts
    [InlineData(1, 3, 29, 29, true, false)] // an object that fills the image
    [InlineData(4, 12, 32, 20, true, false)] // a person who stands on the frame
    [InlineData(14, 14, 18, 18, false, false)] // too small
    [InlineData(1, 1, 32, 31, false, false)] // too large
    [InlineData(0, 0, 0, 0, false, false)] // nothing
    public void WholeObjectsThinOutTowardsTheFrame(int top, int left, int bottom, int right, bool admitted, bool surroundings)
    {
        var values = new float[Side * Side];
        for (int y = top; y < bottom; y++)
            values.AsSpan((y * Side) + left, right - left).Fill(1);
        new PhotoMaskLimits(0.03, 0.8).Admit(values, Side).ShouldBe(admitted);
        PhotoMaskLimits.IsSurroundings(values, Side).ShouldBe(surroundings);
    }
}
