namespace PerturbSeg.Photos;

/// <summary>The files of a folder and its subfolders that are photos by their names; hidden files and folders are passed over.</summary>
public sealed class PhotoFolder : IPhotoSource
{
    private readonly string _path;
    private readonly string[] _names;

    /// <summary>Lists a folder; nothing is read yet.</summary>
    /// <param name="path">The folder.</param>
    /// <exception cref="UserErrorException">The folder is missing.</exception>
    public PhotoFolder(string path)
    {
        if (!Directory.Exists(path))
            throw new UserErrorException($"There is no folder '{path}'.");
        _path = path;
        var options = new EnumerationOptions { RecurseSubdirectories = true };
        _names = [.. Directory.EnumerateFiles(path, "*", options)
            .Where(PhotoFileName.IsPhoto)
            .Select(file => Path.GetRelativePath(path, file).Replace(Path.DirectorySeparatorChar, '/'))
            .Order(StringComparer.Ordinal)];
    }

    /// <inheritdoc/>
    public string Name => PhotoFileName.ShortName(_path);

    /// <inheritdoc/>
    public int Count => _names.Length;

    /// <inheritdoc/>
    public bool HasMasks => false;

    /// <inheritdoc/>
    public IEnumerable<PhotoFile> Photos()
        => _names.Select(name => new PhotoFile(name, () => PhotoBytes.ReadPhoto(Path.Combine(_path, name))));

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
