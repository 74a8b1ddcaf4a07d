using PerturbSeg.Files;

namespace PerturbSeg.PhotoLists;

/// <summary>Says in an output folder whose masks it holds, and since when: a hidden file with what tells the segmenter from others, older than its first mask.</summary>
internal static class SegmenterMark
{
    /// <summary>The name of the file.</summary>
    public const string FileName = ".segmenter";

    /// <summary>Marks a folder.</summary>
    /// <param name="folder">The folder; made where it is missing.</param>
    /// <param name="segmenter">What tells the segmenter from others.</param>
    /// <param name="resume">Whether files of an earlier run are gone on with. Those of a folder that was never marked, as by earlier versions, count as the segmenter's.</param>
    /// <returns>Since when files are the segmenter's; null where those of before are of another one, or not gone on with.</returns>
    /// <exception cref="FileWriteException">The mark cannot be written.</exception>
    public static DateTime? Set(string folder, string segmenter, bool resume)
    {
        string path = Path.Combine(folder, FileName);
        string? before = File.Exists(path) ? File.ReadAllText(path).Trim() : null;
        if (before != segmenter)
        {
            AtomicFile.WriteText(path, segmenter + "\n");
            if (before is null && resume)
                File.SetLastWriteTimeUtc(path, DateTime.UnixEpoch);
        }

        return resume && (before is null || before == segmenter) ? File.GetLastWriteTimeUtc(path) : null;
    }
}
