using System.Buffers.Binary;
using System.Text;

namespace PerturbSeg.Tests.Imaging;

/// <summary>A HEIF file put together box by box whose one image is said to be HEVC, as in the HEIC of a phone; its pixels are zeros.</summary>
/// <remarks>Form: ISO/IEC 14496-12, section 8.11 (meta), and ISO/IEC 23008-12, section 6.5 (item properties).</remarks>
internal static class HandMadeHeif
{
    private const int ItemBytes = 64;

    public static byte[] OfHevc(int width, int height)
    {
        byte[] start = Box("ftyp", Text("heic"), Number(0), Text("mif1"), Text("heic"));
        byte[] withoutPlace = Meta(width, height, 0);
        byte[] meta = Meta(width, height, start.Length + withoutPlace.Length + 8);
        return [.. start, .. meta, .. Box("mdat", new byte[ItemBytes])];
    }

    private static byte[] Meta(int width, int height, int place) => FullBox(
        "meta",
        0,
        FullBox("hdlr", 0, Number(0), Text("pict"), new byte[13]),
        FullBox("pitm", 0, [0, 1]),
        FullBox("iloc", 0, [0x44, 0, 0, 1], [0, 1, 0, 0, 0, 1], Number(place), Number(ItemBytes)),
        FullBox("iinf", 0, [0, 1], FullBox("infe", 2, [0, 1, 0, 0], Text("hvc1"), [0])),
        Box(
            "iprp",
            Box("ipco", FullBox("ispe", 0, Number(width), Number(height)), Box("hvcC", [1, 1, 0x60, 0, 0, 0, 0x90, 0, 0, 0, 0, 0, 93, 0xF0, 0, 0xFC, 0xFD, 0xF8, 0xF8, 0, 0, 0x0F, 0])),
            FullBox("ipma", 0, Number(1), [0, 1, 2, 1, 0x82])));

    private static byte[] FullBox(string type, byte version, params byte[][] content) => Box(type, [[version, 0, 0, 0], .. content]);

    private static byte[] Box(string type, params byte[][] content)
    {
        byte[] inside = [.. content.SelectMany(part => part)];
        return [.. Number(8 + inside.Length), .. Text(type), .. inside];
    }

    private static byte[] Text(string text) => Encoding.ASCII.GetBytes(text);

    private static byte[] Number(int value)
    {
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }
}
