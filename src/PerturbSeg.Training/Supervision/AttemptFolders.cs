using System.Globalization;
using PerturbSeg.Files;
using PerturbSeg.Training.Runs;

namespace PerturbSeg.Training.Supervision;

/// <summary>
/// Where attempts lie: the present one is the run folder itself, lost ones are run folders in <c>attempts/1</c>, <c>attempts/2</c>, …
/// </summary>
/// <param name="runPath">The run folder.</param>
public sealed class AttemptFolders(string runPath)
{
    private const string Folder = "attempts", Returning = ".returning";
    private readonly string _attempts = Path.Combine(runPath, Folder);

    /// <summary>What was decided, a JSON object a line.</summary>
    public string LogPath => Path.Combine(_attempts, "decisions.jsonl");

    /// <summary>How many attempts were put aside.</summary>
    public int Count => Directory.Exists(_attempts) ? Directory.EnumerateDirectories(_attempts).Count() : 0;

    /// <summary>The folder of an attempt that was put aside.</summary>
    /// <param name="attempt">Its number, from 1.</param>
    public string PathOf(int attempt) => Path.Combine(_attempts, attempt.ToString(CultureInfo.InvariantCulture));

    /// <summary>Where a checkpoint of the present attempt lies once it is put aside.</summary>
    /// <param name="attempt">Its number, from 1.</param>
    /// <param name="checkpoint">The file.</param>
    /// <returns>A path in the run folder, with slashes on every system.</returns>
    public static string PathInRun(int attempt, string checkpoint)
        => string.Create(CultureInfo.InvariantCulture, $"{Folder}/{attempt}/{Path.GetRelativePath(RunFolder.FolderOf(checkpoint), Path.GetFullPath(checkpoint)).Replace('\\', '/')}");

    /// <summary>Puts the present attempt aside; the run folder is then free for the next.</summary>
    /// <param name="attempt">Its number, from 1; no folder has it.</param>
    public void PutAside(int attempt) => Move(runPath, PathOf(attempt));

    /// <summary>Makes an attempt that was put aside the present one. The run folder must be free.</summary>
    /// <param name="attempt">Its number, from 1.</param>
    public void BringBack(int attempt)
    {
        Directory.Move(PathOf(attempt), PathOf(attempt) + Returning);
        Return(PathOf(attempt) + Returning);
    }

    /// <summary>Ends what a killed process left half moved: an attempt that was being put aside is the present one again, and may be given up again.</summary>
    public void Mend()
    {
        if (!Directory.Exists(_attempts))
            return;
        foreach (string returning in Directory.EnumerateDirectories(_attempts, $"*{Returning}"))
            Return(returning);
        int last = Count;
        if (last > 0 && Directory.Exists(PathOf(last)) && !(RunFolder.IsIn(runPath) && RunFolder.IsIn(PathOf(last))))
            BringBack(last);
    }

    private void Return(string attempt)
    {
        Move(attempt, runPath);
        Directory.Delete(attempt);
    }

    // What makes a folder a run comes last: an attempt that has it is whole.
    private static void Move(string from, string to)
    {
        Directory.CreateDirectory(to);
        string[] entries = [.. Directory.GetFileSystemEntries(from).Where(entry => Path.GetFileName(entry) != Folder && !FolderLock.IsLock(entry))];
        foreach (string entry in entries.OrderBy(RunFolder.IsConfiguration))
            Directory.Move(entry, Path.Combine(to, Path.GetFileName(entry)));
    }
}
