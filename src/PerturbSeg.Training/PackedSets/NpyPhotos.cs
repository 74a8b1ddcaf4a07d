using PerturbSeg.Imaging;
using PerturbSeg.Photos;

namespace PerturbSeg.Training.PackedSets;

/// <summary>
/// The photos of a <c>.npy</c> file of uint8, 0 to 255: [N, H, W, 3], [N, 3, H, W], or grey as [N, H, W], [N, H, W, 1] or [N, 1, H, W]. They
/// are read one by one, and are named by their numbers.
/// </summary>
public sealed class NpyPhotos : IPhotoSource
{
    private readonly FileStream _file;
    private readonly long _dataStart;
    private readonly int _channels;
    private readonly bool _planar;
    private readonly int _height;
    private readonly int _width;

    /// <summary>Opens a file and reads its header.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="UserErrorException">It is no such array, or is cut short.</exception>
    public NpyPhotos(string path)
    {
        Name = PhotoFileName.ShortName(path);
        _file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        try
        {
            NpyHeader header = NpyHeader.Read(_file);
            _dataStart = header.DataStart;
            (long count, long height, long width, _channels, _planar) = Layout(header.Shape);
            if (height < 1 || width < 1 || (Int128)height * width * _channels > PhotoBytes.MaxBytes)
                throw new InvalidDataException($"photos of {width}×{height} pixels are of no size to learn from: save them smaller");
            (_height, _width) = ((int)height, (int)width);
            if (count is < 1 or > int.MaxValue)
                throw new InvalidDataException($"it holds {count} photos: save 1 to {int.MaxValue}");
            Count = (int)count;
            long end = _dataStart + (count * PhotoLength);
            if (_file.Length < end)
                throw new InvalidDataException($"it should have {end} bytes and has {_file.Length}; it was cut short: write or copy it again");
        }
        catch (InvalidDataException exception)
        {
            _file.Dispose();
            throw new UserErrorException($"'{path}' cannot be packed; {exception.Message}.", exception);
        }
        catch
        {
            _file.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public int Count { get; }

    /// <inheritdoc/>
    public bool HasMasks => false;

    private int PhotoLength => _height * _width * _channels;

    /// <inheritdoc/>
    public IEnumerable<PhotoFile> Photos()
    {
        // Leading zeros keep the order of the names that of the array.
        string format = $"D{$"{Count - 1}".Length}";
        return Enumerable.Range(0, Count).Select(index => new PhotoFile(index.ToString(format, null), () => Read(index)));
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private static (long Count, long Height, long Width, int Channels, bool Planar) Layout(long[] shape) => shape switch
    {
        [var count, var height, var width] => (count, height, width, 1, false),
        [var count, var height, var width, 3 or 1] => (count, height, width, (int)shape[3], false),
        [var count, 3 or 1, var height, var width] => (count, height, width, (int)shape[1], true),
        _ => throw new InvalidDataException(
            $"its shape [{string.Join(", ", shape)}] is not [N, H, W, 3], [N, 3, H, W] or, grey, [N, H, W]: transpose it before saving"),
    };

    private PhotoContent.Decoded Read(int index)
    {
        byte[] values = new byte[PhotoLength];
        _file.Position = _dataStart + ((long)index * PhotoLength);
        _file.ReadExactly(values);
        if (_channels == 3 && !_planar)
            return new PhotoContent.Decoded(new Photo(_width, _height, values));
        int plane = _height * _width;
        byte[] pixels = new byte[3 * plane];
        for (int i = 0; i < pixels.Length; i++)
            pixels[i] = values[_channels == 1 ? i / 3 : (i % 3 * plane) + (i / 3)];
        return new PhotoContent.Decoded(new Photo(_width, _height, pixels));
    }
}
