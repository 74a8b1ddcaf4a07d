using PerturbSeg.Imaging;
using PerturbSeg.Masks;
using PerturbSeg.Outputs;
using PerturbSeg.Tests.Shared;

namespace PerturbSeg.Tests.Outputs;

public sealed class DatasetPhotoTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_file_is_copied_as_it_is()
    {
        string path = _folder.WritePhoto("a.jpg", 1, width: 20, height: 10);
        Written(path).ShouldBe(File.ReadAllBytes(path));
    }

    [Theory]
    [InlineData(true)] // it was moved away
    [InlineData(false)] // another photo is there, or the beginning of one
    public void A_file_that_is_no_longer_what_was_segmented_is_written_from_what_was(bool gone)
    {
        string path = _folder.WritePhoto("a.jpg", 1, width: 20, height: 10);
        Photo photo = Photo.Load(path);
        foreach (byte[] other in (byte[][])[[1, 2], JpegFile.Encode(new Photo(4, 4, new byte[48]))])
        {
            if (gone)
                File.Delete(path);
            else
                File.WriteAllBytes(path, other);
            PhotoHeader header = PhotoDecoder.ReadHeader(Written(path, photo));
            (header.Width, header.Height).ShouldBe((20, 10));
        }
    }

    private static byte[] Written(string path, Photo? photo = null)
    {
        photo ??= Photo.Load(path);
        using var stream = new MemoryStream();
        new DatasetPhoto("yolo", "yolo/images").Write(stream, new SegmentedPhoto("a.jpg", photo, new Mask(photo.Width, photo.Height, new float[photo.Width * photo.Height])) { Path = path });
        return stream.ToArray();
    }
}
