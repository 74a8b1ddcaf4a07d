using System.Globalization;
using System.Text.Json;
using PerturbSeg.Files;
using PerturbSeg.Imaging;
using PerturbSeg.Torch;
using PerturbSeg.Torch.Safetensors;

namespace PerturbSeg.Training.PackedSets;

/// <summary>
/// A packed set, memory-mapped: square photos ready for random cropping, in one file or in the parts of several workers. Reading from several threads
/// is fine.
/// </summary>
public sealed class PackedSet : IDisposable
{
    private readonly Part[] _parts;
    private readonly int[] _ends; // of the photos of each part

    private PackedSet(Part[] parts, int resolution, PackFit fit, IReadOnlyList<string> names)
    {
        _parts = parts;
        _ends = new int[parts.Length];
        for (int i = 0; i < parts.Length; i++)
            _ends[i] = Count = checked(Count + (int)parts[i].Images.Shape[0]);
        Resolution = resolution;
        Fit = fit;
        Names = names;
        Side = (int)parts[0].Images.Shape[2];
    }

    /// <summary>The number of photos, from 1.</summary>
    public int Count { get; }

    /// <summary>The side of the packed images in pixels, at least <see cref="Resolution"/>.</summary>
    public int Side { get; }

    /// <summary>The side of the images that training sees, in pixels.</summary>
    public int Resolution { get; }

    /// <summary>How the photos became squares.</summary>
    public PackFit Fit { get; }

    /// <summary>The names of the photos, by index.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Whether every photo has a mask.</summary>
    public bool HasMasks => _parts[0].Masks is not null;

    /// <summary>The string map of the first file: also which sources it was packed from and by which version.</summary>
    public IReadOnlyDictionary<string, string> Metadata => _parts[0].File.Metadata;

    /// <summary>Whether an open safetensors file says that it is a packed set.</summary>
    /// <param name="file">The file.</param>
    public static bool IsPackedSet(SafetensorsFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        return file.Metadata.GetValueOrDefault(FileMark.KindKey) == PackedSetFormat.Kind;
    }

    /// <summary>Opens a packed set and checks it.</summary>
    /// <param name="path">The file, or the folder of its parts.</param>
    /// <exception cref="UserErrorException">A file is missing, cut short, not a packed set, of another version, or packed in another way than the other parts.</exception>
    public static PackedSet Open(string path)
    {
        var parts = new List<PackedSet>();
        try
        {
            foreach (string file in PackedSetParts.FilesOf(path))
            {
                PackedSet part = OpenFile(file);
                parts.Add(part);
                if ((part.Side, part.Resolution, part.Fit, part.HasMasks) != (parts[0].Side, parts[0].Resolution, parts[0].Fit, parts[0].HasMasks))
                    throw new UserErrorException($"'{file}' was packed in another way than the first part of the set: pack both with the same options.");
                if (part.Metadata.GetValueOrDefault(PackedSetFormat.PackingKey) != parts[0].Metadata.GetValueOrDefault(PackedSetFormat.PackingKey))
                    throw new UserErrorException($"'{file}' was packed from other photos or with other options than the first part of the set: pack both from the same photos.");
            }

            return parts.Count == 1
                ? parts[0]
                : new PackedSet([.. parts.SelectMany(part => part._parts)], parts[0].Resolution, parts[0].Fit, [.. parts.SelectMany(part => part.Names)]);
        }
        catch
        {
            parts.ForEach(part => part.Dispose());
            throw;
        }
    }

    private static PackedSet OpenFile(string path)
    {
        SafetensorsFile? file = null;
        try
        {
            file = SafetensorsFile.Open(path);
            return Read(file);
        }
        catch (Exception exception)
        {
            file?.Dispose();
            throw exception switch
            {
                UserErrorException => exception,
                SafetensorsFormatException format => new UserErrorException($"'{path}' is not a sound packed set ({format.Reason}): pack it again.", format),
                IOException or UnauthorizedAccessException => new UserErrorException($"The packed set '{path}' cannot be read: {exception.Message.TrimEnd('.')}.", exception),
                _ => new UserErrorException($"'{path}' is not a sound packed set ({exception.Message.TrimEnd('.')}): pack it again.", exception),
            };
        }
    }

    /// <summary>The pixels of a photo.</summary>
    /// <param name="index">0 to <see cref="Count"/> - 1.</param>
    /// <returns>[3, Side, Side], 0 to 255, in the mapping; valid until <see cref="Dispose"/>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such photo.</exception>
    public ReadOnlySpan<byte> Image(int index) => Plane(index, 3, part => part.Images);

    /// <summary>The mask of a photo.</summary>
    /// <param name="index">0 to <see cref="Count"/> - 1.</param>
    /// <returns>[1, Side, Side], 0 or 255 (object), in the mapping; valid until <see cref="Dispose"/>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such photo.</exception>
    /// <exception cref="InvalidOperationException">The set has no masks.</exception>
    public ReadOnlySpan<byte> Mask(int index)
        => Plane(index, 1, part => part.Masks ?? throw new InvalidOperationException("The packed set has no masks."));

    /// <summary>Ends the mapping; pixels handed out before must no longer be used.</summary>
    public void Dispose() => Array.ForEach(_parts, part => part.File.Dispose());

    private ReadOnlySpan<byte> Plane(int index, int channels, Func<Part, TensorEntry> tensor)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        int size = channels * Side * Side, number = Array.BinarySearch(_ends, index);
        number = number < 0 ? ~number : number + 1; // the first part that ends after the photo
        Part part = _parts[number];
        return part.File.Bytes(tensor(part), (long)(index - (number == 0 ? 0 : _ends[number - 1])) * size, size);
    }

    private static PackedSet Read(SafetensorsFile file)
    {
        CheckKind(file);
        int resolution = Number(file, PackedSetFormat.ResolutionKey);
        string word = Text(file, PackedSetFormat.FitKey);
        PackFit fit = PackFitWords.Parse(word) ?? throw new InvalidDataException($"its fit is '{word}'");
        TensorEntry images = Tensor(file, PackedSetFormat.Images, 3);
        TensorEntry? masks = file.Contains(PackedSetFormat.Masks) ? Tensor(file, PackedSetFormat.Masks, 1) : null;
        (long count, long side) = (images.Shape[0], images.Shape[2]);
        if (masks is not null && (masks.Shape[0] != count || masks.Shape[2] != side))
            throw new InvalidDataException("its masks have another size or number than its images");
        if (resolution < 1 || side < resolution)
            throw new InvalidDataException($"its images of side {side} are smaller than its resolution {resolution}");
        string[] names = JsonSerializer.Deserialize<string[]>(ListedNulls.Refuse(Text(file, PackedSetFormat.NamesKey))) ?? [];
        if (names.Length != count)
            throw new InvalidDataException($"it has {names.Length} names for {count} images");
        return new PackedSet([new Part(file, images, masks)], resolution, fit, names);
    }

    private static void CheckKind(SafetensorsFile file)
    {
        if (!IsPackedSet(file))
        {
            string what = file.Metadata.TryGetValue(FileMark.KindKey, out string? kind) ? $"a {kind}" : "another kind of safetensors file";
            throw new UserErrorException($"'{file.FilePath}' is not a packed set but {what}: make one with 'perturbseg pack'.");
        }

        int version = Number(file, FileMark.VersionKey);
        if (version == PackedSetFormat.Version)
            return;
        string mend = version > PackedSetFormat.Version ? "use a newer perturbseg, or pack it again" : "pack it again";
        throw new UserErrorException(
            $"'{file.FilePath}' is a packed set of version {version}, but this program reads version {PackedSetFormat.Version}: {mend}.");
    }

    private static TensorEntry Tensor(SafetensorsFile file, string name, int channels)
    {
        if (!file.Contains(name))
            throw new InvalidDataException($"it holds no '{name}'");
        TensorEntry tensor = file[name];
        // Sides up to 8192 keep 3 × side × side within one span.
        bool sound = tensor.Type == ScalarType.UInt8
            && tensor.Shape is [>= 1 and <= int.MaxValue, _, >= 1 and <= 8192, _]
            && tensor.Shape[1] == channels
            && tensor.Shape[2] == tensor.Shape[3];
        return sound
            ? tensor
            : throw new InvalidDataException($"'{name}' is {tensor.Type} [{string.Join(", ", tensor.Shape)}], not UInt8 [N, {channels}, side, side]");
    }

    private static int Number(SafetensorsFile file, string key)
        => int.TryParse(Text(file, key), NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? number
            : throw new InvalidDataException($"its {key} is not a number");

    private static string Text(SafetensorsFile file, string key)
        => file.Metadata.TryGetValue(key, out string? value) ? value : throw new InvalidDataException($"it does not say its {key}");

    private sealed record Part(SafetensorsFile File, TensorEntry Images, TensorEntry? Masks);
}
