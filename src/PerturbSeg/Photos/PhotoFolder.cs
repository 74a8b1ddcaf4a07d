namespace PerturbSeg.Photos;

/// <summary>The files of a folder and its subfolders that are photos by their names (<see cref="PhotoChoice"/>); hidden files and folders are passed over.</summary>
public sealed class PhotoFolder : IPhotoSource
{
    private readonly string _path;
    private readonly PhotoChoice _choice;
    private readonly IReadOnlyList<string> _closed, _repeated;

    /// <summary>Lists a folder; nothing is read yet.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="everyName">Whether a file that has several names, by links, is a photo under each; otherwise under the first alone.</param>
    /// <param name="cancellation">Ends the search for photos.</param>
    /// <exception cref="UserErrorException">The folder is missing.</exception>
    /// <exception cref="OperationCanceledException">The search was ended.</exception>
    public PhotoFolder(string path, bool everyName = false, CancellationToken cancellation = default)
    {
        if (!Directory.Exists(path))
            throw new UserErrorException($"There is no folder '{path}'.");
        _path = path;
        var walk = FolderWalk.Of(path, cancellation);
        _choice = PhotoChoice.Of(Name, everyName ? [.. walk.Names.Concat(walk.Repeated).Order(StringComparer.Ordinal)] : walk.Names);
        _repeated = everyName ? [] : PhotoChoice.Of(Name, walk.Repeated).Photos;
        _closed = walk.ClosedFolders;
    }

    /// <inheritdoc/>
    public IReadOnlyList<SkippedPhoto> LeftOut
        => [.. _closed.Select(folder => new SkippedPhoto(Name, folder, "the folder may not be read")),
            .. _repeated.Count == 0 ? [] : (SkippedPhoto[])[new SkippedPhoto(Name, _repeated[0], $"a link to a photo that is there too{(_repeated.Count == 1 ? string.Empty : $", {_repeated.Count} files")}")],
            .. _choice.LeftOut];

    /// <inheritdoc/>
    public string Name => PhotoFileName.ShortName(_path);

    /// <inheritdoc/>
    public int Count => _choice.Photos.Count;

    /// <inheritdoc/>
    public bool HasMasks => false;

    /// <inheritdoc/>
    public IEnumerable<PhotoFile> Photos()
        => _choice.Photos.Select(name => new PhotoFile(name, () => PhotoBytes.ReadPhoto(Path.Combine(_path, name))));

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
