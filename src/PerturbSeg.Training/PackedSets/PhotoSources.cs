using PerturbSeg.Photos;

namespace PerturbSeg.Training.PackedSets;

/// <summary>Tells what kind of source a path is.</summary>
public static class PhotoSources
{
    /// <summary>What sources there are, for messages.</summary>
    public const string Kinds = $"a folder of photos, a .zip of photos, an LMDB folder, a .npy array, or a photo ending in {PhotoFileName.ExtensionList}";

    /// <summary>Whether a file is one of many photos by its name: a zip, an array or the data of an LMDB folder.</summary>
    /// <param name="path">The file; need not exist.</param>
    internal static bool IsCollection(string path) => Path.GetExtension(path).ToUpperInvariant() is ".ZIP" or ".NPY" or ".MDB";

    /// <summary>
    /// Opens a source of photos: a folder (with masks where it holds <c>images/</c> and <c>masks/</c>), an LMDB folder, a zip, an array or one
    /// photo.
    /// </summary>
    /// <param name="path">The folder or file.</param>
    /// <param name="withMasks">Whether the masks of a folder that holds <c>images/</c> and <c>masks/</c> are wanted; otherwise they are left out of its photos.</param>
    /// <param name="cancellation">Ends the search for photos in a folder.</param>
    /// <exception cref="UserErrorException">There is nothing there, or it is no kind of source.</exception>
    /// <exception cref="OperationCanceledException">The search for photos was ended.</exception>
    public static IPhotoSource Open(string path, bool withMasks = true, CancellationToken cancellation = default)
    {
        if (Directory.Exists(path))
        {
            return LsunFolder.IsIn(path) ? new LsunFolder(path)
                : withMasks && EvaluationSet.IsIn(path) ? new MaskedPhotoFolder(path)
                : new PhotoFolder(path, cancellation: cancellation);
        }

        if (!File.Exists(path))
            throw new UserErrorException($"There is no file or folder '{path}': name {Kinds}.");
        if (PhotoFileName.IsPhoto(path))
            return new SinglePhoto(path);
        return Path.GetExtension(path).ToUpperInvariant() switch
        {
            ".ZIP" => new PhotoZip(path),
            ".NPY" => new NpyPhotos(path),
            _ => throw new UserErrorException($"'{path}' is not a source of photos: name {Kinds}."),
        };
    }
}
