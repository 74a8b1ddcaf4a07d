namespace PerturbSeg.Photos;

/// <summary>The files of a folder and its subfolders that are photos by their names (<see cref="PhotoChoice"/>); hidden files and folders are passed over.</summary>
public sealed class PhotoFolder : IPhotoSource
{
    private readonly string _path;
    private readonly PhotoChoice _choice;
    private readonly IReadOnlyList<string> _closed;
    private readonly IReadOnlyList<string> _unnamed;
    private readonly bool _linksApart;

    /// <summary>Lists a folder; nothing is read yet.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="linksApart">Whether further names of photos are in order, and told by <see cref="Repeated"/>; otherwise they are left out.</param>
    /// <param name="cancellation">Ends the search for photos.</param>
    /// <exception cref="UserErrorException">The folder is missing.</exception>
    /// <exception cref="OperationCanceledException">The search was ended.</exception>
    public PhotoFolder(string path, bool linksApart = false, CancellationToken cancellation = default)
    {
        if (!Directory.Exists(path))
            throw new UserErrorException($"There is no folder '{path}'.");
        _path = path;
        var walk = FolderWalk.Of(path, cancellation);
        _choice = PhotoChoice.Of(Name, walk.Names);
        _linksApart = linksApart;
        Repeated = PhotoChoice.Of(Name, walk.Repeated).Photos;
        _closed = walk.ClosedFolders;
        _unnamed = [.. walk.Unnamed.Where(name => PhotoFileName.IsPhoto(name) || name.EndsWith('/'))];
    }

    /// <inheritdoc/>
    public IReadOnlyList<SkippedPhoto> LeftOut
        => [.. _closed.Select(folder => new SkippedPhoto(Name, folder, "the folder may not be read")),
            .. _unnamed.Select(file => new SkippedPhoto(Name, file, "its name is not UTF-8: rename it")),
            .. _linksApart || Repeated.Count == 0 ? [] : (SkippedPhoto[])[new SkippedPhoto(Name, Repeated[0], $"another name of a photo that is there too{(Repeated.Count == 1 ? string.Empty : $", {Repeated.Count} files")}")],
            .. _choice.LeftOut];

    /// <inheritdoc/>
    public string Name => PhotoFileName.ShortName(_path);

    /// <summary>Further names of the photos, by links.</summary>
    public IReadOnlyList<string> Repeated { get; }

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
