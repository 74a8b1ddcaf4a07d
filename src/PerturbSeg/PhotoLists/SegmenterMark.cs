using System.Globalization;
using PerturbSeg.Files;

namespace PerturbSeg.PhotoLists;

/// <summary>
/// Says in an output folder whose masks it holds, and since when: a hidden file with what tells the segmenter from others and, on a second line, the time
/// on the clock of the disk at which its first mask was still to come.
/// </summary>
internal static class SegmenterMark
{
    private const string FileName = ".segmenter";

    /// <summary>What a folder is marked with; null where it is not, as by earlier versions.</summary>
    /// <param name="folder">The folder; need not exist.</param>
    /// <exception cref="UserErrorException">The mark cannot be read.</exception>
    public static (string Segmenter, DateTime Since)? Read(string folder)
    {
        string path = Path.Combine(folder, FileName);
        try
        {
            if (!File.Exists(path))
                return null;
            string[] lines = File.ReadAllLines(path);
            bool says = DateTime.TryParse(lines.ElementAtOrDefault(1), CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out DateTime since);
            return (lines.FirstOrDefault() ?? string.Empty, says ? since : File.GetLastWriteTimeUtc(path));
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
        if (Read(folder)?.Segmenter == segmenter)
            return;
        string path = Path.Combine(folder, FileName);
        AtomicFile.WriteText(path, segmenter + "\n");
        Write(folder, segmenter, File.GetLastWriteTimeUtc(path)); // in words, so that a copy of the folder keeps it
    }

    /// <summary>Goes on with a folder: one that is not marked is marked, and all its files count as the segmenter's.</summary>
    /// <param name="folder">The folder; made where it is missing.</param>
    /// <param name="segmenter">What tells the segmenter from others.</param>
    /// <returns>Since when files are the segmenter's.</returns>
    /// <exception cref="UserErrorException">As of <see cref="Require"/>.</exception>
    /// <exception cref="FileWriteException">The mark cannot be written.</exception>
    public static DateTime Resume(string folder, string segmenter)
    {
        if (Require(folder, segmenter) is { } since)
            return since;
        Write(folder, segmenter, DateTime.MinValue);
        return DateTime.MinValue;
    }

    /// <summary>Checks that a folder can be gone on with.</summary>
    /// <param name="folder">The folder; need not exist.</param>
    /// <param name="segmenter">What tells the segmenter from others.</param>
    /// <returns>Since when files are the segmenter's; null where the folder is not marked.</returns>
    /// <exception cref="UserErrorException">The folder holds masks of another segmenter, or the mark cannot be read.</exception>
    public static DateTime? Require(string folder, string segmenter) => Read(folder) switch
    {
        null => null,
        (var marked, var since) when marked == segmenter => since,
        _ => throw new UserErrorException($"'{folder}' holds masks of another segmenter: leave out --resume to make them anew, or name another folder with --out."),
    };

    private static void Write(string folder, string segmenter, DateTime since)
        => AtomicFile.WriteText(Path.Combine(folder, FileName), string.Create(CultureInfo.InvariantCulture, $"{segmenter}\n{since:O}\n"));
}
