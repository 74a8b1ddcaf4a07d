using PerturbSeg.Photos;

namespace PerturbSeg.PhotoLists;

/// <summary>Lists the photos that a user named, with output names that keep the folders apart.</summary>
public static class PhotoTasks
{
    /// <summary>Lists photos; none is read yet.</summary>
    /// <param name="paths">Photos, and folders that are searched with their subfolders.</param>
    /// <param name="outputFolder">Where outputs go; photos in it are earlier outputs, and left out.</param>
    /// <param name="mayBeEmpty">Whether folders without photos are in order, because photos may come later.</param>
    /// <returns>
    /// The photos, in the order named and within folders by name. Outputs of <c>FOLDER/sub/a.jpg</c> are named <c>sub/a</c>; where two
    /// photos of a folder would have the same name, <c>sub/a.jpg</c>; where several folders were named, their names come first.
    /// </returns>
    /// <exception cref="UserErrorException">There is nothing under a path, or two photos would have the same outputs.</exception>
    public static PhotoList List(IReadOnlyList<string> paths, string outputFolder, bool mayBeEmpty = false)
    {
        ArgumentNullException.ThrowIfNull(paths);
        bool severalFolders = paths.Count(Directory.Exists) > 1;
        var leftOut = new List<SkippedPhoto>();
        PhotoTask[] all = [.. paths.SelectMany(path => Find(path, severalFolders, leftOut))];
        HashSet<string> outputs = [.. all.Select(photo => Path.GetDirectoryName(photo.Path)!).Distinct().Where(folder => FolderWalk.IsIn(folder, outputFolder))];
        PhotoTask[] found = [.. all.Where(photo => File.Exists(photo.Source) || !outputs.Contains(Path.GetDirectoryName(photo.Path)!))];
        if (found.Length == 0 && all.Length > 0 && !mayBeEmpty)
            throw new UserErrorException($"All photos lie in the output folder '{outputFolder}', whose photos are earlier outputs: choose another folder.");
        if (found.Length < all.Length)
            leftOut.Add(new SkippedPhoto(outputFolder, outputFolder, $"earlier outputs, {all.Length - found.Length} files"));
        PhotoTask[] tasks = WithoutEndings(found);

        var taken = new Dictionary<string, PhotoTask>(OperatingSystem.IsLinux() ? StringComparer.Ordinal : StringComparer.OrdinalIgnoreCase);
        foreach (PhotoTask task in tasks)
        {
            if (!taken.TryAdd(task.OutputName, task))
                throw new UserErrorException($"'{taken[task.OutputName].Path}' and '{task.Path}' would have the same outputs: name the folder above both, or segment them into different folders.");
        }

        return tasks.Length > 0 || mayBeEmpty
            ? new PhotoList(tasks, leftOut)
            : throw new UserErrorException($"'{string.Join("', '", paths)}' holds no photos: files must end in {PhotoFileName.ExtensionList}.");
    }

    // The photos of one path, with output names that still have their endings.
    private static PhotoTask[] Find(string path, bool severalFolders, List<SkippedPhoto> leftOut)
    {
        if (File.Exists(path))
        {
            if (!PhotoFileName.IsPhoto(path))
                throw new UserErrorException($"'{path}' is no photo: name a folder, or a file ending in {PhotoFileName.ExtensionList}.");
            string name = Path.GetFileName(path);
            return [new PhotoTask(path, Path.GetFullPath(path), name, name, name)];
        }

        if (!Directory.Exists(path))
            throw new UserErrorException($"There is no file or folder '{path}': name a folder of photos or a photo.");
        using var folder = new PhotoFolder(path);
        leftOut.AddRange(folder.LeftOut);
        string prefix = severalFolders ? $"{folder.Name}/" : string.Empty;
        return [.. folder.Photos().Select(photo => new PhotoTask(
            path, Path.GetFullPath(Path.Combine(path, photo.Name)), photo.Name, prefix + photo.Name, prefix + photo.Name))];
    }

    /// <summary>
    /// Leaves endings out of output names where the names stay apart, also where a disk takes large and small letters for one: <c>a.jpg</c>, <c>A.png</c> and <c>a.jpg.png</c> all keep theirs.
    /// </summary>
    private static PhotoTask[] WithoutEndings(PhotoTask[] photos)
    {
        Dictionary<string, int> names = photos.CountBy(photo => PhotoFileName.Stem(photo.OutputName), StringComparer.OrdinalIgnoreCase).ToDictionary(StringComparer.OrdinalIgnoreCase);
        foreach (PhotoTask photo in photos)
            names[photo.OutputName] = names.GetValueOrDefault(photo.OutputName) + 1;
        return [.. photos.Select(photo => names[PhotoFileName.Stem(photo.OutputName)] > 1 ? photo : photo with { OutputName = PhotoFileName.Stem(photo.OutputName) })];
    }
}
