namespace PerturbSeg.Photos;

/// <summary>One photo file as a source.</summary>
/// <param name="path">The file.</param>
internal sealed class SinglePhoto(string path) : IPhotoSource
{
    public string Name => PhotoFileName.ShortName(path);

    public int Count => 1;

    public bool HasMasks => false;

    public IEnumerable<PhotoFile> Photos() => [new PhotoFile(Name, () => PhotoBytes.ReadPhoto(path))];

    public void Dispose()
    {
    }
}
