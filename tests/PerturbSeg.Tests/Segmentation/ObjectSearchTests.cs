using PerturbSeg.Imaging;
using PerturbSeg.Masks;
using PerturbSeg.Segmentation;
using PerturbSeg.Tests.Shared;

namespace PerturbSeg.Tests.Segmentation;

public sealed class ObjectSearchTests
{
    private const double Share = 0.2;

    [Theory]
    [InlineData(160, 90, 30, 25, 9)]
    [InlineData(160, 90, 110, 45, 12)]
    [InlineData(90, 160, 20, 140, 8)]
    public void ADiscIsFoundAndTakesItsShareOfTheWindow(int width, int height, int x, int y, int radius)
    {
        ObjectWindow window = Find(Disc(width, height, x, y, radius));

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
        ObjectWindow window = Find(new Photo(160, 90, both));
        (window.Left + (window.Width / 2.0)).ShouldBe(120, 5);
    }

    [Fact]
    public void AWindowStaysInsideThePhoto()
    {
        ObjectWindow window = Find(Disc(160, 90, 152, 8, 9));
        (window.Left + window.Width).ShouldBe(160);
        window.Top.ShouldBe(0);
    }

    [Fact]
    public void NothingFoundIsTheWholePhoto()
        => Find(TestPhotos.Plain(160, 90, 0, 0, 0)).ShouldBe(new ObjectWindow(0, 0, 160, 90));

    [Fact]
    public void AnObjectAsLargeAsInTrainingIsTheWholePhoto()
        => Find(Disc(100, 90, 50, 45, 24)).ShouldBe(new ObjectWindow(0, 0, 100, 90));

    [Fact]
    public void WindowsAreNoSmallerThanAskedFor()
        => Find(Disc(160, 90, 30, 25, 3), smallest: 0.5).ShouldBe(new ObjectWindow(0, 0, 160, 90));

    [Theory]
    [InlineData(1, 1)]
    [InlineData(5, 300)]
    public void TinyPhotosAreTakenAsTheyAre(int width, int height)
        => Find(TestPhotos.Noise(width, height, 1)).ShouldBe(new ObjectWindow(0, 0, width, height));

    [Fact]
    public void AnObjectAsLargeAsTheShorterSideOfALongPhotoGetsASquare()
    {
        ObjectWindow window = Find(Disc(300, 60, 40, 30, 16));
        (window.Width, window.Height).ShouldBe((60, 60));
        (window.Left + 30.0).ShouldBe(40, 6);
    }

    [Fact]
    public void AfterCropsAnObjectBesideTheCentralSquareIsFoundToo()
    {
        ObjectWindow window = Find(Disc(180, 60, 30, 30, 16), fit: PackFit.Crop);
        window.Width.ShouldBe(window.Height);
        window.Width.ShouldBeInRange(50, 60);
        (window.Left + (window.Width / 2.0)).ShouldBe(30, 6);
    }

    [Fact]
    public void ALongObjectFitsIntoItsWindow()
    {
        byte[] pixels = new byte[3 * 160 * 120];
        for (int y = 40; y < 50; y++)
            pixels.AsSpan(3 * ((y * 160) + 20), 3 * 44).Fill(255);

        ObjectWindow window = Find(new Photo(160, 120, pixels));

        window.Width.ShouldBeLessThan(80);
        window.Left.ShouldBeLessThanOrEqualTo(21);
        (window.Left + window.Width).ShouldBeGreaterThanOrEqualTo(63);
    }

    [Fact]
    public void ADivergedNetworkFindsNothing()
        => Find(Disc(160, 90, 30, 25, 9), slope: double.NaN).ShouldBe(new ObjectWindow(0, 0, 160, 90));

    [Fact]
    public void TheSmallestWindowsAreThoseAskedFor()
    {
        Photo photo = Disc(240, 240, 70, 80, 9);
        // In windows of half the photo, or .35 of it, the disc is below a tenth of the window, and of .2 it is above.
        Find(photo, smallest: 0.35).Width.ShouldBe(240);
        Find(photo, smallest: 0.2).Width.ShouldBeLessThan(60);
    }

    [Fact]
    public void ASearchCanBeEnded()
        => Should.Throw<OperationCanceledException>(() => Find(Disc(160, 90, 30, 25, 9), new CancellationToken(canceled: true)));

    [Fact]
    public void SeveralDiscsAreFoundEachInAWindowOfItsOwn()
    {
        (int X, int Y, int Radius)[] discs = [(30, 25, 9), (110, 30, 12), (70, 90, 10)];
        byte[] pixels = new byte[3 * 160 * 120];
        foreach ((int x, int y, int radius) in discs)
            pixels = [.. pixels.Zip(Disc(160, 120, x, y, radius).Pixels, Math.Max)];
        IReadOnlyList<ObjectWindow> windows = FindSeveral(new Photo(160, 120, pixels), most: 10);

        windows.Count.ShouldBe(3);
        foreach ((int x, int y, int radius) in discs)
        {
            ObjectWindow window = windows.MinBy(found => Math.Abs(found.Left + (found.Width / 2.0) - x) + Math.Abs(found.Top + (found.Height / 2.0) - y));
            (window.Left + (window.Width / 2.0)).ShouldBe(x, 5);
            (window.Top + (window.Height / 2.0)).ShouldBe(y, 5);
            (Math.PI * radius * radius / (window.Width * window.Height)).ShouldBe(Share, 0.08);
        }

        FindSeveral(new Photo(160, 120, pixels), most: 2).Count.ShouldBe(2);
    }

    [Fact]
    public void OneDiscIsOneObjectAmongSeveralToo()
    {
        FindSeveral(Disc(160, 90, 30, 25, 9), most: 10).ShouldHaveSingleItem();
        FindSeveral(Disc(100, 90, 50, 45, 24), most: 10).ShouldBe([new ObjectWindow(0, 0, 100, 90)]);
        FindSeveral(TestPhotos.Plain(160, 90, 0, 0, 0), most: 10).ShouldBe([new ObjectWindow(0, 0, 160, 90)]);
    }

    private static ObjectWindow Find(Photo photo, double smallest = 0.1, double slope = 0, PackFit fit = PackFit.Stretch)
        => Find(photo, TestContext.Current.CancellationToken, smallest, slope, fit);

    private static ObjectWindow Find(
        Photo photo, CancellationToken cancellation, double smallest = 0.1, double slope = 0, PackFit fit = PackFit.Stretch)
    {
        var limits = new PhotoMaskLimits(Share / 2, 2 * Share);
        return new ObjectSearch(new BrightnessPredictor(slope, fit), limits, new ObjectFraming(Share, fit), smallest).Find(photo, cancellation);
    }

    private static IReadOnlyList<ObjectWindow> FindSeveral(Photo photo, int most)
        => new ObjectSearch(new BrightnessPredictor(0, PackFit.Stretch), new PhotoMaskLimits(Share / 2, 2 * Share), new ObjectFraming(Share, PackFit.Stretch), 0.1)
            .FindSeveral(photo, most, TestContext.Current.CancellationToken);

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
