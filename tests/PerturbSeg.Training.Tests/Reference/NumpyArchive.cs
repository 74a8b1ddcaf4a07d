using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;
using PerturbSeg.Torch;

namespace PerturbSeg.Training.Tests.Reference;

/// <summary>The arrays of an .npz file: float32, float64 and int64 in row-major order.</summary>
internal sealed partial class NumpyArchive : IDisposable
{
    private readonly ZipArchive _zip;

    public NumpyArchive(string path) => _zip = ZipFile.OpenRead(path);

    /// <summary>The names of the arrays.</summary>
    public IEnumerable<string> Keys => _zip.Entries.Select(entry => entry.FullName[..^".npy".Length]);

    /// <summary>One array as a tensor of its own type.</summary>
    public Tensor Read(string key)
    {
        using Stream entry = _zip.GetEntry($"{key}.npy")!.Open();
        using var copy = new MemoryStream();
        entry.CopyTo(copy);
        ReadOnlySpan<byte> bytes = copy.ToArray();
        int headerLength = BinaryPrimitives.ReadUInt16LittleEndian(bytes[8..]);
        Match header = Header().Match(Encoding.ASCII.GetString(bytes.Slice(10, headerLength)));
        header.Success.ShouldBeTrue($"the header of {key}");
        long[] shape = [.. header.Groups["shape"].Value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(long.Parse)];
        ReadOnlySpan<byte> data = bytes[(10 + headerLength)..];
        return header.Groups["type"].Value switch
        {
            "<f4" => Tensor.From(MemoryMarshal.Cast<byte, float>(data), shape),
            "<f8" => Tensor.From(MemoryMarshal.Cast<byte, double>(data), shape),
            "<i8" => Tensor.From(MemoryMarshal.Cast<byte, long>(data), shape),
            string other => throw new NotSupportedException($"{key} is of type {other}."),
        };
    }

    public void Dispose() => _zip.Dispose();

    [GeneratedRegex(@"'descr': '(?<type>[^']+)', 'fortran_order': False, 'shape': \((?<shape>[^)]*)\)")]
    private static partial Regex Header();
}
