namespace PerturbSeg.Photos;

/// <summary>
/// Which of the names in a folder or an archive are photos, and which that look like some are not: thumbnails that programs keep, masks beside
/// their images, what <c>segment</c> made of a photo that is there too, files of formats that are not read, and files of other names. The one place that decides this.
/// </summary>
public sealed class PhotoChoice
{
    private const int DeepestFolders = 16; // a name from an archive may have thousands
    private static readonly string[] OutputEndings = ["-mask", "-cutout", "-overlay", "-probability"];

    private PhotoChoice(IReadOnlyList<string> photos, IReadOnlyList<SkippedPhoto> leftOut) => (Photos, LeftOut) = (photos, leftOut);

    /// <summary>The names of the photos, in their order.</summary>
    public IReadOnlyList<string> Photos { get; }

    /// <summary>What was left out, a line for each kind and place, with the reason and how many files there are.</summary>
    public IReadOnlyList<SkippedPhoto> LeftOut { get; }

    /// <summary>Chooses.</summary>
    /// <param name="source">What the names are of, for <see cref="LeftOut"/>.</param>
    /// <param name="names">Names with '/' between folders.</param>
    public static PhotoChoice Of(string source, IReadOnlyCollection<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        HashSet<string> sources = [.. names.Where(PhotoFileName.IsPhoto).SelectMany(name => (string[])[PhotoFileName.Stem(name), name])];
        string[] maskFolders = [.. names.Select(name => FolderEnding(name, "images/")).OfType<string>().Distinct().Select(parent => parent + "masks/")];
        var photos = new List<string>();
        var leftOut = new SortedDictionary<(string Place, string Reason), int>();
        foreach (string name in names)
        {
            if (WhyNot(name) is { } why)
                leftOut[why] = leftOut.GetValueOrDefault(why) + 1;
            else if (PhotoFileName.IsPhoto(name))
                photos.Add(name);
        }

        return new PhotoChoice(photos, [.. leftOut.Select(kind => new SkippedPhoto(source, kind.Key.Place, kind.Value == 1 ? kind.Key.Reason : $"{kind.Key.Reason}, {kind.Value} files"))]);

        (string Place, string Reason)? WhyNot(string name)
        {
            if (PhotoFileName.IsUnread(name))
                return (KindOf(name), "of a format that is not read");
            if (!PhotoFileName.IsPhoto(name))
                return PhotoFileName.IsNote(name) ? null : (PhotoFileName.HasEnding(name) ? KindOf(name) : "files without an ending", "no photos by their names");
            if (name.Split('/').SkipLast(1).FirstOrDefault(PhotoFileName.IsThumbnailFolder) is { } thumbnails)
                return (thumbnails, "thumbnails that a program keeps");
            if (maskFolders.FirstOrDefault(folder => name.StartsWith(folder, StringComparison.Ordinal)) is { } masks)
                return (masks.TrimEnd('/'), "masks of the photos in images");
            string stem = PhotoFileName.Stem(name);
            string? output = OutputEndings.FirstOrDefault(ending => stem.EndsWith(ending, StringComparison.Ordinal) && WithoutFolders(stem[..^ending.Length]).Any(sources.Contains));
            return output is null ? null : ($"*{output}{Path.GetExtension(name)}", "made of photos that are there too");
        }
    }

    private static string KindOf(string name) => $"*{Path.GetExtension(name).ToLowerInvariant()}";

    // "a/masks/b/c" as it is, and without some folders on its way, which outputs may have been put into: "masks/b/c", "b/c", "c", "a/b/c", "a/c", "a/masks/c".
    private static IEnumerable<string> WithoutFolders(string path)
    {
        string[] parts = path.Split('/');
        yield return path;
        if (parts.Length > DeepestFolders)
            yield break;
        for (int from = 0; from < parts.Length - 1; from++)
            for (int to = from + 1; to < parts.Length; to++)
                yield return string.Join('/', parts[..from].Concat(parts[to..]));
    }

    // "a/images/b.jpg" lies in the images of "a/".
    private static string? FolderEnding(string name, string folder)
    {
        int at = $"/{name}".IndexOf($"/{folder}", StringComparison.Ordinal);
        return at < 0 ? null : name[..at];
    }
}
