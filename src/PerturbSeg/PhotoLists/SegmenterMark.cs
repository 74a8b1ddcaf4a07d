using PerturbSeg.Files;

namespace PerturbSeg.PhotoLists;

/// <summary>Says in an output folder whose masks it holds, and since when: a hidden file with what tells the segmenter from others, older than its first mask.</summary>
internal static class SegmenterMark
{
    private const string FileName = ".segmenter";

    /// <summary>What a folder is marked with; null where it is not, as by earlier versions.</summary>
    /// <param name="folder">The folder; need not exist.</param>
    /// <exception cref="UserErrorException">The mark cannot be read.</exception>
    public static string? Read(string folder)
    {
        string path = Path.Combine(folder, FileName);
        try
        {
            return File.Exists(path) ? File.ReadAllText(path).Trim() : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"'{path}' cannot be read ({exception.Message.TrimEnd('.')}): delete it, or name another folder.", exception);
        }
    }

    /// <summary>Marks a folder whose masks are made anew.</summary>
    /// <param name="folder">The folder; made where it is missing.</param>
    /// <param name="segmenter">What tells the segmenter from others.</param>
    /// <exception cref="FileWriteException">The mark cannot be written.</exception>
    public static void Begin(string folder, string segmenter)
    {
        if (Read(folder) != segmenter)
            AtomicFile.WriteText(Path.Combine(folder, FileName), segmenter + "\n");
    }

    /// <summary>Since when files of a folder that is gone on with are the segmenter's; all are where the folder is not marked.</summary>
    /// <param name="folder">The folder; need not exist.</param>
    /// <param name="segmenter">What tells the segmenter from others.</param>
    /// <exception cref="UserErrorException">The folder holds masks of another segmenter, or the mark cannot be read.</exception>
    public static DateTime Since(string folder, string segmenter) => Read(folder) switch
    {
        null => DateTime.MinValue,
        { } marked when marked == segmenter => File.GetLastWriteTimeUtc(Path.Combine(folder, FileName)),
        _ => throw new UserErrorException($"'{folder}' holds masks of another segmenter: leave out --resume to make them anew, or name another folder with --out."),
    };
}
