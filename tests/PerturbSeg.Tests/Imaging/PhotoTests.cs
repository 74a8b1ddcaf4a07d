using PerturbSeg.Imaging;
using PerturbSeg.Tests.Shared;

namespace PerturbSeg.Tests.Imaging;

public sealed class PhotoTests
{
    // Two rows of three pixels: 0 1 2, 3 4 5.
    private static readonly Photo Small = new(3, 2, [.. Enumerable.Range(0, 6).SelectMany(i => new[] { (byte)i, (byte)i, (byte)i })]);

    [Fact]
    public void APartIsCutOut() => Reds(Small.Crop(1, 0, 2, 2)).ShouldBe([1, 2, 4, 5]);

    [Fact]
    public void APartBeyondThePhotoIsRefused() => Should.Throw<ArgumentOutOfRangeException>(() => Small.Crop(2, 0, 2, 1));

    [Fact]
    public void InsideThePhotoAMirrorChangesNothing() => Small.CropMirrored(1, 0, 2, 2).Pixels.ShouldBe(Small.Crop(1, 0, 2, 2).Pixels);

    [Theory]
    [InlineData(-3, new byte[] { 2, 1, 0, 0, 1, 2, 2, 1, 0, 0 })]
    [InlineData(-9, new byte[] { 2, 1, 0, 0, 1, 2, 2, 1, 0, 0 })]
    [InlineData(2, new byte[] { 2, 2, 1, 0, 0, 1, 2, 2, 1, 0 })]
    public void BeyondItsEdgesAPhotoGoesOnAsInAMirror(int left, byte[] row) => Reds(Small.CropMirrored(left, 0, 10, 1)).ShouldBe(row);

    [Fact]
    public void RowsAreMirroredToo() => Reds(Small.CropMirrored(0, -2, 1, 6)).ShouldBe([3, 0, 0, 3, 3, 0]);

    private static byte[] Reds(Photo photo) => [.. photo.Pixels.Where((_, i) => i % 3 == 0)];
}
