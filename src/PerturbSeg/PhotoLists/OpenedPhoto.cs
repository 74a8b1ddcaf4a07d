using PerturbSeg.Files;
using PerturbSeg.Imaging;
using PerturbSeg.Photos;

namespace PerturbSeg.PhotoLists;

/// <summary>A photo whose file was read, and not decoded yet.</summary>
public sealed class OpenedPhoto
{
    private readonly string _problem;
    private byte[]? _file;

    private OpenedPhoto(PhotoTask task, byte[]? file, long pixels, string problem)
        => (Task, _file, Pixels, _problem) = (task, file, pixels, problem);

    /// <summary>What tells its file from others (<see cref="FileDigest"/>), before it is decoded; empty where it cannot be read.</summary>
    public string Digest => _file is null ? string.Empty : FileDigest.Of(_file);

    /// <summary>What it is called.</summary>
    public PhotoTask Task { get; }

    /// <summary>Its pixels, by its header; 0 where it cannot be read.</summary>
    public long Pixels { get; }

    /// <summary>Reads the file and its header; what is wrong with them is told by <see cref="Decode"/>.</summary>
    /// <param name="task">The photo.</param>
    public static OpenedPhoto Open(PhotoTask task)
    {
        try
        {
            byte[] file = PhotoBytes.ReadFile(task.Path);
            PhotoHeader header = PhotoDecoder.ReadHeader(file);
            return new OpenedPhoto(task, file, (long)header.Width * header.Height, string.Empty);
        }
        catch (Exception exception) when (IsOfPhoto(exception))
        {
            return Unreadable(task, exception.Message.TrimEnd('.'));
        }
    }

    /// <summary>A photo that is not read.</summary>
    /// <param name="task">The photo.</param>
    /// <param name="problem">Why, without a full stop.</param>
    public static OpenedPhoto Unreadable(PhotoTask task, string problem) => new(task, null, 0, problem);

    /// <summary>Decodes the photo, once: the file is not kept.</summary>
    /// <param name="decoder">Decodes.</param>
    /// <param name="problem">Why it cannot be read, without a full stop.</param>
    /// <returns>The photo; null where it cannot be read.</returns>
    public Photo? Decode(PhotoDecoder decoder, out string problem)
    {
        problem = _problem;
        if (_file is not { } file)
            return null;
        _file = null;
        try
        {
            return decoder.Decode(file);
        }
        catch (PhotoFormatException exception)
        {
            problem = exception.Message.TrimEnd('.');
            return null;
        }
    }

    private static bool IsOfPhoto(Exception exception)
        => exception is PhotoFormatException or IOException or UnauthorizedAccessException or InvalidDataException;
}
