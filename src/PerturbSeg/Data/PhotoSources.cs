namespace PerturbSeg.Data;

/// <summary>Tells what kind of source a path is.</summary>
public static class PhotoSources
{
    /// <summary>Opens a source of photos: a folder (with masks where it holds <c>images/</c> and <c>masks/</c>), a zip or one photo.</summary>
    /// <param name="path">The folder or file.</param>
    /// <exception cref="UserErrorException">There is nothing there, or it is no kind of source.</exception>
    public static IPhotoSource Open(string path)
    {
        if (Directory.Exists(path))
            return EvaluationSet.IsIn(path) ? new MaskedPhotoFolder(path) : new PhotoFolder(path);
        if (!File.Exists(path))
            throw new UserErrorException($"There is no file or folder '{path}': name a folder of photos, a zip of photos or a photo.");
        if (PhotoFileName.IsPhoto(path))
            return new SinglePhoto(path);
        if (Path.GetExtension(path).Equals(".zip", StringComparison.OrdinalIgnoreCase))
            return new PhotoZip(path);
        throw new UserErrorException(
            $"'{path}' is not a source of photos: name a folder, a .zip, or a photo ending in {PhotoFileName.ExtensionList}.");
    }
}
