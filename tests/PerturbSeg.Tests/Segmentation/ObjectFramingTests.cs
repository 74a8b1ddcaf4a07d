using PerturbSeg.Imaging;
using PerturbSeg.Masks;
using PerturbSeg.Segmentation;

namespace PerturbSeg.Tests.Segmentation;

public sealed class ObjectFramingTests
{
    private static readonly ObjectFraming Framing = new(0.25, PackFit.Stretch);

    [Fact]
    public void AnObjectInACornerGetsAWindowAboutItsMiddleThatReachesBeyondThePhoto()
        // Four fifths of the extent of objects in the training, so the window is four fifths of the photo.
        => Framing.Around(Box(40, 20, 0, 0, 16, 8)).ShouldBe(new ObjectWindow(-8, -4, 32, 16));

    [Theory]
    [InlineData(10, 5, 0.5)] // a sixteenth of the photo: half the extent
    [InlineData(40, 20, 1)] // all of it: no further
    [InlineData(1, 1, 0.1)] // no closer
    public void AWindowIsSoLargeThatTheObjectTakesItsShare(int width, int height, double extent)
    {
        ObjectWindow window = Framing.Around(Box(40, 20, 0, 0, width, height));
        (window.Width, window.Height).ShouldBe(((int)Math.Round(40 * extent), (int)Math.Round(20 * extent)));
    }

    [Theory]
    [InlineData(10, 5, 20, 10)] // as in training
    [InlineData(13, 6, 20, 10)] // a little beside the middle
    [InlineData(3, 1, 20, 10)] // beside the middle by a sixth
    [InlineData(8, 4, 24, 12)] // a little larger
    [InlineData(2, 1, 36, 18)] // much larger
    [InlineData(13, 7, 14, 7)] // smaller
    public void AnObjectNearlyAsInTrainingIsLeftAsItIs(int left, int top, int width, int height)
        => Framing.Around(Box(40, 20, left, top, width, height)).ShouldBe(new ObjectWindow(0, 0, 40, 20));

    [Fact]
    public void ALongObjectFitsIntoItsWindow()
    {
        ObjectWindow window = Framing.Around(Box(40, 20, 0, 1, 32, 2));
        window.Left.ShouldBeLessThanOrEqualTo(0);
        (window.Left + window.Width).ShouldBeGreaterThanOrEqualTo(32);
    }

    [Fact]
    public void AfterCropsAnObjectIsMeasuredAgainstTheCentralSquare()
    {
        var framing = new ObjectFraming(0.25, PackFit.Crop);
        // A quarter of the square from column 10 to 30, in its middle.
        framing.Around(Box(40, 20, 15, 5, 10, 10)).ShouldBe(new ObjectWindow(10, 0, 20, 20));
        ObjectWindow corner = framing.Around(Box(40, 20, 10, 0, 10, 10));
        corner.ShouldBe(new ObjectWindow(5, -5, 20, 20));
        framing.Around(new Mask(40, 20, new float[800])).ShouldBe(new ObjectWindow(10, 0, 20, 20));
    }

    [Fact]
    public void AnEmptyMaskIsTheWholePhoto() => Framing.Around(new Mask(40, 20, new float[800])).ShouldBe(new ObjectWindow(0, 0, 40, 20));

    private static Mask Box(int width, int height, int left, int top, int columns, int rows)
        => new Mask(columns, rows, [.. Enumerable.Repeat(1f, columns * rows)]).Within(new ObjectWindow(left, top, columns, rows), width, height);
}
