namespace PerturbSeg.Photos;

/// <summary>A folder with <c>images/</c> and <c>masks/</c> as a source of photos with masks.</summary>
public sealed class MaskedPhotoFolder : IPhotoSource
{
    private readonly string _images;
    private readonly EvaluationSet _set;

    /// <summary>Lists a folder and pairs its photos with its masks.</summary>
    /// <param name="path">The folder that holds <c>images/</c> and <c>masks/</c>.</param>
    /// <exception cref="UserErrorException">A photo or mask has no partner.</exception>
    public MaskedPhotoFolder(string path)
    {
        Name = PhotoFileName.ShortName(path);
        _images = Path.Combine(path, "images");
        _set = EvaluationSet.Open(path);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public int Count => _set.Pairs.Count;

    /// <inheritdoc/>
    public bool HasMasks => true;

    /// <inheritdoc/>
    public IReadOnlyList<SkippedPhoto> LeftOut => _set.LeftOut;

    /// <inheritdoc/>
    public IEnumerable<PhotoFile> Photos() => _set.Pairs.Select(pair => new PhotoFile(
        Path.GetRelativePath(_images, pair.PhotoPath).Replace(Path.DirectorySeparatorChar, '/'),
        () => PhotoBytes.ReadPhoto(pair.PhotoPath),
        () => PhotoBytes.ReadFile(pair.MaskPath)));

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
