using PerturbSeg.Masks;

namespace PerturbSeg.Tests.Masks;

public sealed class MaskSpreadTests
{
    [Fact]
    public void ABoxIsMeasuredWhereItLies()
    {
        // Columns 1 to 4 and rows 0 to 1 of 8×3: variances (n² − 1) / 12.
        float[] values = [0, 1, 1, 1, 1, 0, 0, 0, 0, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0.4f, 0, 0, 0];
        var spread = MaskSpread.Of(values, 8, 0.5);
        (spread.Area, spread.X, spread.Y).ShouldBe((8, 3, 1));
        spread.Width.ShouldBe(4 * Math.Sqrt(15 / 12.0), 1e-12);
        spread.Height.ShouldBe(4 * Math.Sqrt(3 / 12.0), 1e-12);
    }

    [Fact]
    public void AnEmptyMaskHasNoMiddle()
    {
        var spread = MaskSpread.Of(new float[12], 4, 0.5);
        spread.Area.ShouldBe(0);
        spread.X.ShouldBe(double.NaN);
    }
}
