using PerturbSeg.Imaging;
using PerturbSeg.Masks;

namespace PerturbSeg.Tests.Masks;

public sealed class ObjectWindowTests
{
    private const int Side = 32;

    [Fact]
    public void ADiscGetsAWindowOfOnePointSixDiametersAroundItsMiddle()
    {
        // Radius 6 of 32 about (14, 17): a diameter of 3/8 of the side, so the window is 0.6 of the photo.
        ObjectWindow window = ObjectWindow.Around(Disc(14, 17, 6), Side, new ObjectWindow(0, 0, 320, 160));
        window.Width.ShouldBeInRange(188, 196);
        window.Height.ShouldBeInRange(94, 98);
        (window.Left + (window.Width / 2.0)).ShouldBe(140, 3);
        (window.Top + (window.Height / 2.0)).ShouldBe(85, 3);
    }

    [Fact]
    public void AnEmptyMaskGetsTheWholePhoto()
        => ObjectWindow.Around(new float[Side * Side], Side, new ObjectWindow(0, 0, 50, 40)).ShouldBe(new ObjectWindow(0, 0, 50, 40));

    [Fact]
    public void ALargeObjectGetsTheWholePhoto()
        => ObjectWindow.Around(Disc(16, 16, 12), Side, new ObjectWindow(0, 0, 50, 40)).ShouldBe(new ObjectWindow(0, 0, 50, 40));

    [Theory]
    [InlineData(0, 0, 0, 0)]
    [InlineData(31, 31, 40, 30)]
    public void AWindowIsAtLeastHalfThePhotoAndInsideIt(int x, int y, int left, int top)
        => ObjectWindow.Around(Disc(x, y, 1), Side, new ObjectWindow(0, 0, 80, 60)).ShouldBe(new ObjectWindow(left, top, 40, 30));

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 300)]
    public void TinyPhotosHaveWindowsToo(int width, int height)
    {
        ObjectWindow window = ObjectWindow.Around(Disc(4, 4, 2), Side, new ObjectWindow(0, 0, width, height));
        window.Width.ShouldBe(1);
        window.Height.ShouldBeInRange(1, height);
    }

    [Fact]
    public void InACentralSquareTheWindowLiesWhereTheSquareDoes()
    {
        ObjectWindow whole = ObjectWindow.Around(Disc(14, 17, 6), Side, new ObjectWindow(0, 0, 160, 160));
        ObjectWindow.Around(Disc(14, 17, 6), Side, ObjectWindow.Seen(300, 160, PackFit.Crop)).ShouldBe(whole with { Left = whole.Left + 70 });
    }

    private static float[] Disc(int x, int y, double radius)
    {
        float[] logits = new float[Side * Side];
        for (int i = 0; i < logits.Length; i++)
        {
            double dx = (i % Side) + 0.5 - x, dy = (i / Side) + 0.5 - y;
            logits[i] = (dx * dx) + (dy * dy) < radius * radius ? 1 : -1;
        }

        return logits;
    }
}
