using System.Text;
using PerturbSeg.Imaging;
using PerturbSeg.Tests.Shared;

namespace PerturbSeg.Tests.Imaging;

public sealed class PhotoSignatureTests
{
    [Fact]
    public void Every_format_is_told_by_its_content()
    {
        foreach (PhotoFormat format in PhotoEncoder.Formats)
            PhotoSignature.Tell(PhotoEncoder.Encode(TestPhotos.Plain(16, 16, 1, 2, 3), format)).ShouldBe(format);
        PhotoSignature.Tell(HandMadeHeif.OfHevc(16, 16)).ShouldBe(PhotoFormat.Heif);
    }

    [Theory]
    [InlineData("<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>")]
    [InlineData("%PDF-1.7\n%\u00e2\n1 0 obj")]
    [InlineData("\u0008\u00f2\u00a6\u00b6 a .v file of libvips")]
    [InlineData("3 3\n1 2 3\n4 5 6\n7 8 9\n")]
    [InlineData("1,2,3\n4,5,6\n")]
    [InlineData("P6 8 8 255\n")]
    [InlineData("#?RADIANCE\n")]
    [InlineData("SIMPLE  =                    T")]
    [InlineData("BM6\0\0\0\0\0\0\06\0\0\0")]
    [InlineData("\0\0\0\u0018ftypisom\0\0\u0002\0isommp42")]
    [InlineData("\0\0\0\u0018ftyp")]
    [InlineData("\0\0\0\0ftypavif")]
    [InlineData("RIFF\0\0\0\0WAVE")]
    public void Everything_else_is_refused_whatever_it_is_called(string content)
    {
        byte[] file = Encoding.Latin1.GetBytes(content);
        const string Reason = "the file is not a JPEG, PNG, WebP, GIF, TIFF, AVIF or HEIF";
        Should.Throw<PhotoFormatException>(() => PhotoSignature.Tell(file)).Message.ShouldBe(Reason);
        Should.Throw<PhotoFormatException>(() => new PhotoDecoder().Decode(file)).Message.ShouldBe(Reason);
    }
}
