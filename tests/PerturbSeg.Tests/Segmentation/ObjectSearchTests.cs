using PerturbSeg.Imaging;
using PerturbSeg.Segmentation;
using PerturbSeg.Tests.Imaging;
using PerturbSeg.Torch;
using PerturbSeg.Torch.Tests;

namespace PerturbSeg.Tests.Segmentation;

[Collection(Alone.Name)]
public sealed class ObjectSearchTests
{
    private const double Share = 0.2;

    [Theory]
    [InlineData(160, 90, 30, 25, 9)]
    [InlineData(160, 90, 110, 45, 12)]
    [InlineData(90, 160, 20, 140, 8)]
    public void ADiscIsFoundAndTakesItsShareOfTheWindow(int width, int height, int x, int y, int radius)
    {
        ObjectWindow window = Search().Find(Disc(width, height, x, y, radius));

        window.Height.ShouldBe(window.Width);
        (Math.PI * radius * radius / (window.Width * window.Height)).ShouldBe(Share, 0.07);
        (window.Left + (window.Width / 2.0)).ShouldBe(x, 5);
        (window.Top + (window.Height / 2.0)).ShouldBe(y, 5);
    }

    [Fact]
    public void ABrighterObjectIsPreferredWhereverItLies()
    {
        Photo photo = Disc(160, 90, 30, 45, 12, brightness: 200), bright = Disc(160, 90, 120, 45, 12);
        byte[] both = [.. photo.Pixels.Zip(bright.Pixels, Math.Max)];
        ObjectWindow window = Search().Find(new Photo(160, 90, both));
        (window.Left + (window.Width / 2.0)).ShouldBe(120, 5);
    }

    [Fact]
    public void AWindowStaysInsideThePhoto()
    {
        ObjectWindow window = Search().Find(Disc(160, 90, 152, 8, 9));
        (window.Left + window.Width).ShouldBe(160);
        window.Top.ShouldBe(0);
    }

    [Fact]
    public void NothingFoundIsTheWholePhoto()
        => Search().Find(TestPhotos.Plain(160, 90, 0, 0, 0)).ShouldBe(new ObjectWindow(0, 0, 160, 90));

    [Fact]
    public void AnObjectAsLargeAsInTrainingIsTheWholePhoto()
        => Search().Find(Disc(100, 90, 50, 45, 24)).ShouldBe(new ObjectWindow(0, 0, 100, 90));

    [Fact]
    public void WindowsAreNoSmallerThanAskedFor()
        => Search(smallest: 0.5).Find(Disc(160, 90, 30, 25, 3)).ShouldBe(new ObjectWindow(0, 0, 160, 90));

    [Theory]
    [InlineData(1, 1)]
    [InlineData(5, 300)]
    public void TinyPhotosAreTakenAsTheyAre(int width, int height)
        => Search().Find(TestPhotos.Noise(width, height, 1)).ShouldBe(new ObjectWindow(0, 0, width, height));

    [Fact]
    public void NothingIsLeftBehind()
    {
        long before = Alone.LiveTensors();
        Search().Find(Disc(160, 90, 30, 25, 9));
        TorchRuntime.LiveTensors.ShouldBe(before);
    }

    private static ObjectSearch Search(double smallest = 0.1)
        => new(new BrightnessPredictor(), new PhotoMaskLimits(Share / 2, 2 * Share), new ObjectFraming(Share), smallest);

    private static Photo Disc(int width, int height, int x, int y, double radius, byte brightness = 255)
    {
        byte[] pixels = new byte[3 * width * height];
        for (int i = 0; i < width * height; i++)
        {
            double dx = (i % width) + 0.5 - x, dy = (i / width) + 0.5 - y;
            if ((dx * dx) + (dy * dy) < radius * radius)
                pixels.AsSpan(3 * i, 3).Fill(brightness);
        }

        return new Photo(width, height, pixels);
    }
}
