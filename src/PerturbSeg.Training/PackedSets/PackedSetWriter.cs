using System.Globalization;
using System.Reflection;
using System.Text.Json;
using PerturbSeg.Files;
using PerturbSeg.Imaging;
using PerturbSeg.Torch;
using PerturbSeg.Torch.Safetensors;

namespace PerturbSeg.Training.PackedSets;

/// <summary>
/// Collects packed photos whose number is not known before the last one. The header of a safetensors file comes first and names
/// that number, so pixels go to temporary files beside the output, which are copied behind the header in the end.
/// </summary>
internal sealed class PackedSetWriter : IDisposable
{
    // A header of safetensors has at most 100 MB.
    private const long MaxNameBytes = 90_000_000;

    private readonly string _output;
    private readonly PackOptions _options;
    private readonly IReadOnlyList<string> _sources;
    private readonly Stream _images;
    private readonly Stream? _masks;
    private readonly List<string> _names = [];
    private long _nameBytes;

    private PackedSetWriter(string output, PackOptions options, IReadOnlyList<string> sources, Stream images, Stream? masks)
    {
        _output = output;
        _options = options;
        _sources = sources;
        _images = images;
        _masks = masks;
    }

    public int Count => _names.Count;

    public IReadOnlyList<string> Names => _names;

    /// <summary>Opens the temporary files, so that an output that cannot be written is known before any work.</summary>
    /// <exception cref="UserErrorException">The output is a folder.</exception>
    /// <exception cref="FileWriteException">The output cannot be written.</exception>
    public static PackedSetWriter Create(string output, PackOptions options, IReadOnlyList<string> sources, bool withMasks)
    {
        OutputPlace.CheckFile(output);
        Stream images = PartialFile.OpenScratch(output);
        try
        {
            return new PackedSetWriter(output, options, sources, images, withMasks ? PartialFile.OpenScratch(output) : null);
        }
        catch
        {
            images.Dispose();
            throw;
        }
    }

    /// <exception cref="UserErrorException">The names no longer fit the header.</exception>
    public void Add(string name, byte[] planes, byte[]? mask)
    {
        _names.Add(name);
        _nameBytes += JsonSerializer.Serialize(JsonSerializer.Serialize(name)).Length; // a string in a list, itself a string
        if (_nameBytes > MaxNameBytes)
            throw new UserErrorException($"The names of {Count} photos do not fit one packed set: pack fewer with --limit, and train on several sets.");
        _images.Write(planes);
        _masks?.Write(mask);
    }

    /// <summary>Writes the packed set.</summary>
    public void Save(int skipped)
    {
        int side = _options.Side;
        List<TensorDeclaration> tensors = [new(PackedSetFormat.Images, ScalarType.UInt8, Count, 3, side, side)];
        if (_masks is not null)
            tensors.Add(new(PackedSetFormat.Masks, ScalarType.UInt8, Count, 1, side, side));
        AtomicFile.Write(_output, stream =>
        {
            var writer = new SafetensorsWriter(stream, tensors, Metadata(skipped));
            Copy(_images, PackedSetFormat.Images, writer);
            if (_masks is not null)
                Copy(_masks, PackedSetFormat.Masks, writer);
            writer.Complete();
        });
    }

    public void Dispose()
    {
        _images.Dispose();
        _masks?.Dispose();
    }

    private static void Copy(Stream from, string name, SafetensorsWriter to)
    {
        byte[] piece = new byte[1 << 20];
        from.Position = 0;
        for (int length = from.Read(piece); length > 0; length = from.Read(piece))
            to.Write(name, piece.AsSpan(0, length));
    }

    // Nothing here depends on the day or the machine: the same photos give the same bytes.
    private Dictionary<string, string> Metadata(int skipped)
    {
        var metadata = new Dictionary<string, string>
        {
            [FileMark.KindKey] = PackedSetFormat.Kind,
            [FileMark.VersionKey] = Number(PackedSetFormat.Version),
            [PackedSetFormat.ResolutionKey] = Number(_options.Resolution),
            [PackedSetFormat.FitKey] = _options.Fit.Word(),
            [PackedSetFormat.NamesKey] = JsonSerializer.Serialize(_names),
            [PackedSetFormat.SourcesKey] = JsonSerializer.Serialize(_sources),
            [PackedSetFormat.SkippedKey] = Number(skipped),
            [PackedSetFormat.MadeByKey] = $"perturbseg {Assembly.GetExecutingAssembly().GetName().Version!.ToString(3)}",
        };
        if (_options.Limit is { } limit)
            metadata[PackedSetFormat.LimitKey] = Number(limit);
        if (_options.Packing is { } packing)
            metadata[PackedSetFormat.PackingKey] = packing;
        return metadata;
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
