using PerturbSeg.Reports;
using PerturbSeg.Tests.Imaging;
using PerturbSeg.Tests.Shared;

namespace PerturbSeg.Tests.Reports;

public sealed class ImageGridTests
{
    [Fact]
    public void TilesAreZoomedAndSpacedOnWhite()
    {
        var grid = new ImageGrid(2, 1, zoom: 2, margin: 1);
        grid.AddMasks([0f, 1f, 0.2f, 0.4f]);
        grid.AddMasks([1f, 0f]);

        RgbImage picture = grid.Render();

        (picture.Width, picture.Height).ShouldBe((9, 5));
        byte[] red = [.. Enumerable.Range(0, 45).Select(i => picture.Pixels[i * 3])];
        red.ShouldBe([
            0, 0, 255, 255, 255, 51, 51, 102, 102,
            0, 0, 255, 255, 255, 51, 51, 102, 102,
            255, 255, 255, 255, 255, 255, 255, 255, 255,
            255, 255, 0, 0, 255, 255, 255, 255, 255,
            255, 255, 0, 0, 255, 255, 255, 255, 255,
        ]);
    }

    [Fact]
    public void PlanesBecomePixelsAndMinusOneToOneBecomesZeroTo255()
    {
        var grid = new ImageGrid(2, 1);
        grid.AddImages([-1f, 1f, 0.2f, -0.2f, -9f, 9f]);
        grid.Render().Pixels.ToArray().ShouldBe([0, 153, 0, 255, 102, 255]);
    }

    [Fact]
    public void BytePlanesAreShownUnchanged()
    {
        var grid = new ImageGrid(2, 1);
        grid.AddImages(new byte[] { 1, 2, 3, 4, 5, 6 });
        grid.Render().Pixels.ToArray().ShouldBe([1, 3, 5, 2, 4, 6]);
    }

    [Fact]
    public void ACutOutShowsTheImageOnlyUnderTheMask()
    {
        var grid = new ImageGrid(2, 1);
        grid.AddCutouts([1f, 1f, 1f, 1f, 1f, 1f], [1f, 0f]);
        grid.Render().Pixels.ToArray().ShouldBe([255, 255, 255, 204, 204, 204]);
    }

    [Fact]
    public void NotANumberIsShownBlack()
    {
        var grid = new ImageGrid(1, 1);
        grid.AddMasks([float.NaN]);
        grid.Render().Pixels.ToArray().ShouldBe([0, 0, 0]);
    }

    [Fact]
    public void PartsOfTilesAreRefused()
    {
        var grid = new ImageGrid(2, 2);
        Should.Throw<ArgumentException>(() => grid.AddImages(new float[13])).Message.ShouldContain("12");
        Should.Throw<ArgumentException>(() => grid.AddMasks(Array.Empty<float>()));
        Should.Throw<ArgumentException>(() => grid.AddCutouts(new float[12], new float[8]));
        Should.Throw<InvalidOperationException>(() => grid.Render());
    }

    [Fact]
    public void ASavedGridIsAPngFile()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("grid");
        try
        {
            string path = Path.Combine(folder.FullName, "samples", "kimg-000001.png");
            var grid = new ImageGrid(1, 1);
            grid.AddImages(new byte[] { 1, 2, 3 });
            grid.Render().SavePng(path);
            PngReader.Read(File.ReadAllBytes(path)).Pixels.ShouldBe([1, 2, 3]);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
