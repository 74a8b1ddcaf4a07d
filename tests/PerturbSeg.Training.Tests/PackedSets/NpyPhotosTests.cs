using System.Buffers.Binary;
using System.Text;
using PerturbSeg.Imaging;
using PerturbSeg.Photos;
using PerturbSeg.Tests.Shared;
using PerturbSeg.Training.PackedSets;

namespace PerturbSeg.Training.Tests.PackedSets;

public sealed class NpyPhotosTests : IDisposable
{
    private const int Count = 3;
    private const int Width = 40;
    private const int Height = 24;
    private readonly TemporaryFolder _folder = new();
    private readonly Photo[] _photos = [.. Enumerable.Range(0, Count).Select(seed => TestPhotos.Noise(Width, Height, seed))];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1, PackFit.Stretch)]
    [InlineData(2, PackFit.Crop)]
    [InlineData(3, PackFit.Crop)]
    public void An_array_packs_to_the_bits_of_the_same_photos_as_png(int version, PackFit fit)
    {
        for (int i = 0; i < Count; i++)
            _folder.Write($"png/{i}.png", PhotoEncoder.Encode(_photos[i], PhotoFormat.Png));
        byte[] expected = Pack("png", fit);
        Write("last.npy", Header($"({Count}, {Height}, {Width}, 3)"), [.. _photos.SelectMany(photo => photo.Pixels)], version);
        Pack("last.npy", fit).ShouldBe(expected);
        Write("first.npy", Header($"({Count}, 3, {Height}, {Width})"), [.. _photos.SelectMany(Planes)], version);
        Pack("first.npy", fit).ShouldBe(expected);
    }

    [Theory]
    [InlineData("(3, 24, 40)")]
    [InlineData("(3, 24, 40, 1)")]
    [InlineData("(3, 1, 24, 40)")]
    public void A_grey_array_packs_to_the_bits_of_the_same_photos_as_png(string shape)
    {
        byte[][] grey = [.. _photos.Select(photo => Planes(photo)[..(Width * Height)])];
        for (int i = 0; i < Count; i++)
            _folder.Write($"png/{i}.png", PhotoEncoder.Encode(new GreyImage(Width, Height, grey[i]), PhotoFormat.Png));
        Write("grey.npy", Header(shape), [.. grey.SelectMany(pixels => pixels)]);
        Pack("grey.npy", PackFit.Stretch).ShouldBe(Pack("png", PackFit.Stretch));
    }

    [Fact]
    public void Names_are_numbers_in_the_order_of_the_array()
    {
        Write("a.npy", Header("(12, 8, 8)"), new byte[12 * 64]);
        using IPhotoSource source = PhotoSources.Open(_folder.At("a.npy"), cancellation: TestContext.Current.CancellationToken);
        source.Photos().Select(photo => photo.Name).ShouldBe(["00", "01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "11"]);
    }

    [Theory]
    [InlineData("'descr': '<f4', 'fortran_order': False, 'shape': (1, 8, 8)", "type <f4, not uint8")]
    [InlineData("'descr': [('a', '<f4'), ('b', '|u1')], 'fortran_order': False, 'shape': (1, 8, 8)", "type [('a', '<f4'), ('b', '|u1')], not uint8")]
    [InlineData("'descr': '|u1', 'fortran_order': True, 'shape': (1, 8, 8)", "Fortran order")]
    [InlineData("'descr': '|u1', 'fortran_order': False, 'shape': (8, 8)", "shape [8, 8]")]
    [InlineData("'descr': '|u1', 'fortran_order': False, 'shape': (1, 4, 8, 8)", "shape [1, 4, 8, 8]")]
    [InlineData("'descr': '|u1', 'fortran_order': False, 'shape': (0, 8, 8)", "0 photos")]
    [InlineData("'descr': '|u1', 'fortran_order': False, 'shape': (1, 0, 8)", "8×0 pixels")]
    [InlineData("'descr': '|u1', 'fortran_order': False, 'shape': (1, 9000000000, 9000000000)", "9000000000×9000000000 pixels")]
    [InlineData("'descr': '|u1', 'fortran_order': False, 'shape': (2147483647, 16384, 16384)", "cut short")]
    [InlineData("'descr': '|u1', 'fortran_order': False, 'shape': (1, -8, 8)", "header is damaged")]
    [InlineData("'descr': '|u1', 'shape': (1, 8, 8)", "header is damaged")]
    [InlineData("'descr': '|u1', 'fortran_order': False, 'shape': (3, 8, 8)", "it should have 320 bytes and has 192; it was cut short")]
    public void An_array_of_another_kind_is_a_user_error(string header, string told)
    {
        Write("a.npy", $"{{{header}, }}", new byte[64]);
        Should.Throw<UserErrorException>(() => PhotoSources.Open(_folder.At("a.npy"))).Message.ShouldContain(told);
    }

    [Fact]
    public void A_damaged_head_is_a_user_error()
    {
        Write("a.npy", Header("(1, 8, 8)"), new byte[64]);
        byte[] whole = File.ReadAllBytes(_folder.At("a.npy"));
        byte[] version = [.. whole], magic = [.. whole];
        (version[6], magic[0]) = (9, 0);
        foreach (byte[] bytes in new[] { [], whole[..7], whole[..9], whole[..50], version, magic })
        {
            _folder.Write("b.npy", bytes);
            Should.Throw<UserErrorException>(() => PhotoSources.Open(_folder.At("b.npy"))).Message.ShouldContain("b.npy");
        }
    }

    [Fact]
    public void Photos_that_are_too_small_are_skipped_with_the_words_for_files()
    {
        Write("a.npy", Header("(1, 4, 9)"), new byte[36]);
        Should.Throw<UserErrorException>(() => Pack("a.npy", PackFit.Stretch))
            .Message.ShouldContain("9×4 pixels, but the shorter side must have at least 8");
    }

    private static string Header(string shape) => $"{{'descr': '|u1', 'fortran_order': False, 'shape': {shape}, }}";

    private static byte[] Planes(Photo photo)
        => [.. Enumerable.Range(0, 3).SelectMany(channel => photo.Pixels.Where((_, place) => place % 3 == channel))];

    // As numpy.save does: the head is padded with spaces to a multiple of 64 bytes.
    private void Write(string name, string header, byte[] values, int version = 1)
    {
        int prefix = version == 1 ? 10 : 12;
        byte[] text = Encoding.UTF8.GetBytes(header.PadRight(((prefix + header.Length + 64) / 64 * 64) - prefix - 1) + "\n");
        byte[] head = [0x93, .. "NUMPY"u8, (byte)version, 0, .. new byte[prefix - 8]];
        BinaryPrimitives.WriteUInt16LittleEndian(head.AsSpan(8), (ushort)text.Length);
        _folder.Write(name, [.. head, .. text, .. values]);
    }

    // The images of the packed set.
    private byte[] Pack(string source, PackFit fit)
    {
        using IPhotoSource opened = PhotoSources.Open(_folder.At(source));
        string output = _folder.At("out.safetensors");
        Packer.Pack([opened], output, new PackOptions { Resolution = 16, Fit = fit }, cancellation: TestContext.Current.CancellationToken);
        using PackedSet set = PackedSet.Open(output);
        return [.. Enumerable.Range(0, set.Count).SelectMany(i => set.Image(i).ToArray())];
    }
}
