using System.Globalization;
using PerturbSeg.Files;

namespace PerturbSeg.Training.Supervision;

/// <summary>
/// Where attempts lie: the present one is the run folder itself, lost ones are run folders in <c>attempts/1</c>, <c>attempts/2</c>, …
/// </summary>
/// <param name="runPath">The run folder.</param>
public sealed class AttemptFolders(string runPath)
{
    private const string Folder = "attempts";
    private readonly string _attempts = Path.Combine(runPath, Folder);

    /// <summary>What was decided, a JSON object a line.</summary>
    public string LogPath => Path.Combine(_attempts, "decisions.jsonl");

    /// <summary>How many attempts were put aside.</summary>
    public int Count => Directory.Exists(_attempts) ? Directory.EnumerateDirectories(_attempts).Count() : 0;

    /// <summary>The folder of an attempt that was put aside.</summary>
    /// <param name="attempt">Its number, from 1.</param>
    public string PathOf(int attempt) => Path.Combine(_attempts, attempt.ToString(CultureInfo.InvariantCulture));

    /// <summary>Puts the present attempt aside; the run folder is then free for the next.</summary>
    /// <param name="attempt">Its number, from 1; no folder has it.</param>
    public void PutAside(int attempt) => Move(runPath, PathOf(attempt));

    /// <summary>Makes an attempt that was put aside the present one. The run folder must be free.</summary>
    /// <param name="attempt">Its number, from 1.</param>
    public void BringBack(int attempt)
    {
        Move(PathOf(attempt), runPath);
        Directory.Delete(PathOf(attempt));
    }

    private static void Move(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (string entry in Directory.GetFileSystemEntries(from).Where(entry => Path.GetFileName(entry) != Folder && !FolderLock.IsLock(entry)))
            Directory.Move(entry, Path.Combine(to, Path.GetFileName(entry)));
    }
}
