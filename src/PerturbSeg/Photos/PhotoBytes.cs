using PerturbSeg.Files;

namespace PerturbSeg.Photos;

/// <summary>Reads encoded files whole, up to a size that no photo needs.</summary>
internal static class PhotoBytes
{
    /// <summary>The largest encoded file that is read, in bytes.</summary>
    public const int MaxBytes = 256 << 20;

    /// <summary>Reads an encoded photo.</summary>
    /// <exception cref="InvalidDataException">The file is larger than the limit.</exception>
    public static PhotoContent ReadPhoto(string path) => new PhotoContent.Encoded(ReadFile(path));

    /// <summary>Reads a file.</summary>
    /// <exception cref="InvalidDataException">The file is larger than the limit, empty, or no ordinary file.</exception>
    public static byte[] ReadFile(string path)
    {
        if (LinkedFile.Of(path) is { Exists: true, Length: 0 }) // opening a pipe waits for a writer, and pipes and devices have no length
            throw new InvalidDataException("the file is empty, or no ordinary file");
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1);
        return ReadAll(stream, stream.Length);
    }

    /// <summary>Reads a stream to its end, trusting the announced length no further than the limit.</summary>
    /// <exception cref="InvalidDataException">The stream is longer than the limit or than announced.</exception>
    public static byte[] ReadAll(Stream stream, long announced)
    {
        CheckSize(announced);
        byte[] bytes = new byte[announced];
        int length = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        if (stream.ReadByte() >= 0)
            throw new InvalidDataException("the file is longer than announced");
        return length == bytes.Length ? bytes : bytes[..length];
    }

    /// <summary>Refuses what is larger than any photo, before memory is taken for it.</summary>
    /// <exception cref="InvalidDataException">It is larger than the limit.</exception>
    public static void CheckSize(long bytes)
    {
        if (bytes > MaxBytes)
            throw new InvalidDataException($"the file has {bytes >> 20} MB, more than the limit of {MaxBytes >> 20}");
    }
}
