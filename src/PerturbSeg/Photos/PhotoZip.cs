using System.IO.Compression;

namespace PerturbSeg.Photos;

/// <summary>The files in a zip that are photos by their names; hidden files and the shadow files of macOS are passed over.</summary>
public sealed class PhotoZip : IPhotoSource
{
    private readonly string _path;
    private readonly ZipArchive _zip;
    private readonly PhotoChoice _choice;
    private readonly Dictionary<string, ZipArchiveEntry> _entries = new(StringComparer.Ordinal);

    /// <summary>Opens a zip and lists it.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="UserErrorException">The file is not a zip.</exception>
    public PhotoZip(string path)
    {
        _path = path;
        try
        {
            _zip = ZipFile.OpenRead(path);
            foreach (ZipArchiveEntry entry in _zip.Entries.Where(entry => !entry.FullName.EndsWith('/') && !IsHidden(entry.FullName)))
                _entries[NameOf(entry)] = entry;
            _choice = PhotoChoice.Of(Name, [.. _entries.Keys.Order(StringComparer.Ordinal)]);
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
    public int Count => _choice.Photos.Count;

    /// <inheritdoc/>
    public bool HasMasks => false;

    /// <inheritdoc/>
    public IReadOnlyList<SkippedPhoto> LeftOut => _choice.LeftOut;

    /// <inheritdoc/>
    public IEnumerable<PhotoFile> Photos() => _choice.Photos.Select(name => new PhotoFile(name, () => Read(_entries[name])));

    /// <inheritdoc/>
    public void Dispose() => _zip.Dispose();

    private static PhotoContent.Encoded Read(ZipArchiveEntry entry)
    {
        if (entry.IsEncrypted)
            throw new InvalidDataException("the file is encrypted in the zip, so unpack it and pack the folder");
        using Stream stream = entry.Open();
        return new PhotoContent.Encoded(PhotoBytes.ReadAll(stream, entry.Length));
    }

    // Some archivers begin every name with "./".
    private static string NameOf(ZipArchiveEntry entry) => string.Join('/', entry.FullName.Split('/').Where(part => part != "."));

    private static bool IsHidden(string name) => name.Split('/').Any(part => (part.StartsWith('.') && part != ".") || part == "__MACOSX");
}
