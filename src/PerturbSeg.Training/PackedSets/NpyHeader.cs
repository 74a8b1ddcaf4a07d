using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace PerturbSeg.Training.PackedSets;

/// <summary>The header of a <c>.npy</c> file of uint8 in C order.</summary>
/// <param name="Shape">The sizes of the dimensions; empty for a lone number.</param>
/// <param name="DataStart">Where the values begin, in bytes.</param>
/// <remarks>The format is that of NumPy's NEP 1: a magic string, a version, the length of the header, and a Python dictionary.</remarks>
internal sealed partial record NpyHeader(long[] Shape, long DataStart)
{
    private const int MaxBytes = 1 << 16;

    /// <summary>Reads it from the head of a file.</summary>
    /// <exception cref="InvalidDataException">It is no sound header, or of values that are not taken; the message says why and how to mend
    /// it, without a full stop.</exception>
    public static NpyHeader Read(Stream file)
    {
        byte[] start = ReadBytes(file, 8);
        if (start[0] != 0x93 || !start.AsSpan(1, 5).SequenceEqual("NUMPY"u8))
            throw new InvalidDataException("it is no .npy file: write it with numpy.save");
        if (start[6] is < 1 or > 3)
            throw new InvalidDataException($"its format has version {start[6]}, this program reads 1 to 3: write it with numpy.save");
        long length = start[6] == 1
            ? BinaryPrimitives.ReadUInt16LittleEndian(ReadBytes(file, 2))
            : BinaryPrimitives.ReadUInt32LittleEndian(ReadBytes(file, 4));
        if (length > MaxBytes)
            throw new InvalidDataException($"its header would have {length} bytes: write it with numpy.save");
        string text = Encoding.UTF8.GetString(ReadBytes(file, (int)length));
        string type = Find(TypePattern(), text);
        if (type is not ("|u1" or "<u1" or ">u1" or "=u1" or "u1"))
            throw new InvalidDataException($"it holds values of type {type}, not uint8: save array.astype(numpy.uint8), with values from 0 to 255");
        if (Find(OrderPattern(), text) == "True")
            throw new InvalidDataException("it is in Fortran order: save numpy.ascontiguousarray(array)");
        string[] sizes = Find(ShapePattern(), text).Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return new NpyHeader([.. sizes.Select(Size)], file.Position);
    }

    private static byte[] ReadBytes(Stream file, int count)
    {
        byte[] bytes = new byte[count];
        return file.ReadAtLeast(bytes, count, throwOnEndOfStream: false) == count
            ? bytes
            : throw new InvalidDataException("it ends within its header: write it again");
    }

    private static string Find(Regex pattern, string header)
        => pattern.Match(header) is { Success: true } match ? match.Groups["value"].Value : throw Unsound();

    private static long Size(string text)
        => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long size) ? size : throw Unsound();

    private static InvalidDataException Unsound() => new("its header is damaged: write it again with numpy.save");

    // That of a structured type is a list, which the message quotes.
    [GeneratedRegex(@"'descr'\s*:\s*(?:'(?<value>[^']*)'|(?<value>\[.*?\]))")]
    private static partial Regex TypePattern();

    [GeneratedRegex(@"'fortran_order'\s*:\s*(?<value>True|False)")]
    private static partial Regex OrderPattern();

    [GeneratedRegex(@"'shape'\s*:\s*\((?<value>[^)]*)\)")]
    private static partial Regex ShapePattern();
}
