using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using System.Xml.Linq;
using PerturbSeg.Imaging;
using PerturbSeg.Masks;
using PerturbSeg.Outputs;
using PerturbSeg.Tests.Imaging;
using PerturbSeg.Tests.Shared;

namespace PerturbSeg.Tests.Outputs;

public sealed class LayersOutputTests
{
    private readonly Photo _photo = TestPhotos.Plain(600, 2, 200, 100, 50);
    private readonly Mask _mask = new(600, 2, [.. Enumerable.Range(0, 1200).Select(i => i % 600 < 300 ? 1f : 0f)]);

    [Fact]
    public void The_file_is_known_by_its_start()
    {
        byte[] file = Write(background: null);
        BinaryPrimitives.ReadUInt32LittleEndian(file).ShouldBe(0x04034b50u); // a local file header
        BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(8)).ShouldBe((ushort)0); // stored
        BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(28)).ShouldBe((ushort)0); // no extra field before the content
        Encoding.ASCII.GetString(file, 30, 8 + 16).ShouldBe("mimetypeimage/openraster");
    }

    [Fact]
    public void The_stack_has_the_object_above_the_background()
    {
        using var archive = new ZipArchive(new MemoryStream(Write(TestPhotos.Plain(600, 2, 0, 0, 255))));
        XElement image = XDocument.Parse(Encoding.UTF8.GetString(Content(archive, "stack.xml"))).Root!;
        ((string)image.Attribute("w")!, (string)image.Attribute("h")!).ShouldBe(("600", "2"));
        XElement[] layers = [.. image.Element("stack")!.Elements("layer")];
        layers.Select(layer => (string)layer.Attribute("name")!).ShouldBe(["object", "background"]);
        (int width, int height, int samples, byte[] pixels, _) = PngReader.Read(Content(archive, (string)layers[0].Attribute("src")!));
        (width, height, samples).ShouldBe((600, 2, 4));
        pixels[..4].ShouldBe([200, 100, 50, 255]);
        pixels[(4 * 599)..(4 * 600)].ShouldBe([200, 100, 50, 0]);
        PngReader.Read(Content(archive, (string)layers[1].Attribute("src")!)).Pixels[..3].ShouldBe([0, 0, 255]);
        byte[] merged = PngReader.Read(Content(archive, "mergedimage.png")).Pixels;
        merged[..3].ShouldBe([200, 100, 50]);
        merged[(3 * 599)..(3 * 600)].ShouldBe([0, 0, 255]);
        (width, height, samples, _, _) = PngReader.Read(Content(archive, "Thumbnails/thumbnail.png"));
        (width, height, samples).ShouldBe((256, 1, 3));
    }

    [Fact]
    public void Without_a_painted_background_the_photo_lies_below()
    {
        using var archive = new ZipArchive(new MemoryStream(Write(background: null)));
        archive.Entries.Select(entry => entry.FullName).ShouldBe(
            ["mimetype", "stack.xml", "data/object.png", "data/photo.png", "mergedimage.png", "Thumbnails/thumbnail.png"]);
        PngReader.Read(Content(archive, "data/photo.png")).Pixels.ShouldBe(_photo.Pixels);
        PngReader.Read(Content(archive, "mergedimage.png")).Pixels.ShouldBe(_photo.Pixels);
    }

    private byte[] Write(Photo? background)
    {
        using var stream = new MemoryStream();
        new LayersOutput().Write(stream, new SegmentedPhoto("a.png", _photo, _mask) { Background = background });
        return stream.ToArray();
    }

    private static byte[] Content(ZipArchive archive, string name)
    {
        using Stream stream = archive.GetEntry(name)!.Open();
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }
}
