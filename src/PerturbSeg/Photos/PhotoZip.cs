using System.IO.Compression;

namespace PerturbSeg.Photos;

/// <summary>The files in a zip that are photos by their names; hidden files and the shadow files of macOS are passed over.</summary>
public sealed class PhotoZip : IPhotoSource
{
    private readonly string _path;
    private readonly ZipArchive _zip;
    private readonly ZipArchiveEntry[] _entries;

    /// <summary>Opens a zip and lists it.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="UserErrorException">The file is not a zip.</exception>
    public PhotoZip(string path)
    {
        _path = path;
        try
        {
            _zip = ZipFile.OpenRead(path);
            _entries = [.. _zip.Entries
                .Where(entry => PhotoFileName.IsPhoto(entry.FullName) && !IsHidden(entry.FullName))
                .OrderBy(entry => entry.FullName, StringComparer.Ordinal)];
        }
        catch (InvalidDataException exception)
        {
            _zip?.Dispose();
            throw new UserErrorException($"'{path}' is not a sound zip file: download or make it again.", exception);
        }
    }

    /// <inheritdoc/>
    public string Name => PhotoFileName.ShortName(_path);

    /// <inheritdoc/>
    public int Count => _entries.Length;

    /// <inheritdoc/>
    public bool HasMasks => false;

    /// <inheritdoc/>
    public IEnumerable<PhotoFile> Photos() => _entries.Select(entry => new PhotoFile(entry.FullName, () => Read(entry)));

    /// <inheritdoc/>
    public void Dispose() => _zip.Dispose();

    private static PhotoContent.Encoded Read(ZipArchiveEntry entry)
    {
        using Stream stream = entry.Open();
        return new PhotoContent.Encoded(PhotoBytes.ReadAll(stream, entry.Length));
    }

    private static bool IsHidden(string name)
        => name.Split('/').Any(part => part.StartsWith('.') || part == "__MACOSX");
}
