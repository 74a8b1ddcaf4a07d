using PerturbSeg.Imaging;
using PerturbSeg.Tests.Shared;

namespace PerturbSeg.Tests.Imaging;

public sealed class PixelOrderTests
{
    // Two pixels: (1, 2, 3) and (4, 5, 6).
    private static readonly byte[] Interleaved = [1, 2, 3, 4, 5, 6];
    private static readonly byte[] Planes = [1, 4, 2, 5, 3, 6];

    [Fact]
    public void Each_colour_of_a_photo_gets_a_plane() => PixelOrder.ToPlanes(Interleaved).ShouldBe(Planes);

    [Fact]
    public void Planes_become_the_colours_of_each_pixel() => PixelOrder.ToInterleaved(Planes).ShouldBe(Interleaved);

    [Fact]
    public void A_part_of_a_pixel_is_refused() => Should.Throw<ArgumentException>(() => PixelOrder.ToPlanes(new byte[4])).Message.ShouldContain("4 bytes");
}
