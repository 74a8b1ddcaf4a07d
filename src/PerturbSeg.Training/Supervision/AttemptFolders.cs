using System.Globalization;
using PerturbSeg.Files;
using PerturbSeg.Training.Runs;

namespace PerturbSeg.Training.Supervision;

/// <summary>
/// Where attempts lie: the present one is the run folder itself, lost ones are run folders in <c>attempts/1</c>, <c>attempts/2</c>, … What else lies in the run folder,
/// such as masks that somebody mended, is of no attempt and stays.
/// </summary>
/// <param name="runPath">The run folder.</param>
public sealed class AttemptFolders(string runPath)
{
    /// <summary>The name of their folder in a run folder.</summary>
    public const string Name = RunFolder.AttemptFolder;

    private const string Begun = "next", Returning = ".returning";
    private readonly string _attempts = Path.Combine(runPath, Name);

    /// <summary>What was decided, a JSON object a line.</summary>
    public string LogPath => Path.Combine(_attempts, "decisions.jsonl");

    /// <summary>How many attempts were put aside.</summary>
    public int Count => Numbers.Count();

    /// <summary>A number for the present attempt that no other has.</summary>
    public int Next => Largest + 1;

    /// <summary>The attempts that were put aside, in their order; those that were never measured, or are damaged, are left out.</summary>
    internal IEnumerable<Attempt> Earlier => Numbers.Order().Select(number => Attempt.PutAside(number, PathOf(number), runPath)).OfType<Attempt>();

    private int Largest => Numbers.DefaultIfEmpty().Max();

    private IEnumerable<int> Numbers => !Directory.Exists(_attempts)
        ? []
        : Directory.EnumerateDirectories(_attempts).Select(folder => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out int number) ? number : 0).Where(number => number > 0);

    private string Beginning => Path.Combine(_attempts, Begun);

    /// <summary>The folder of an attempt that was put aside.</summary>
    /// <param name="attempt">Its number, from 1.</param>
    public string PathOf(int attempt) => Path.Combine(_attempts, attempt.ToString(CultureInfo.InvariantCulture));

    /// <summary>Puts the present attempt aside; the run folder is then free for the next.</summary>
    /// <param name="attempt">Its number, from 1; no folder has it.</param>
    public void PutAside(int attempt) => Move(runPath, PathOf(attempt), RunFolder.IsOfRun);

    /// <summary>Puts the present attempt aside for a new one, once that has all that it begins with: where this fails or is killed, there still is the one or the other.</summary>
    /// <param name="attempt">The number of the present attempt, from 1; no folder has it.</param>
    /// <param name="next">The settings of the new one.</param>
    /// <param name="begin">Writes what it begins with.</param>
    /// <returns>The run folder, which holds the new attempt.</returns>
    public RunFolder Replace(int attempt, RunConfiguration next, Action<RunFolder> begin)
    {
        ArgumentNullException.ThrowIfNull(begin);
        ForgetBeginning();
        begin(RunFolder.Create(Beginning, next));
        PutAside(attempt);
        Return(Beginning);
        return RunFolder.Open(runPath);
    }

    /// <summary>Makes an attempt that was put aside the present one. The run folder must be free.</summary>
    /// <param name="attempt">Its number, from 1.</param>
    public void BringBack(int attempt)
    {
        Directory.Move(PathOf(attempt), PathOf(attempt) + Returning);
        Return(PathOf(attempt) + Returning);
    }

    /// <summary>Ends what a killed process left half moved: an attempt that was being put aside is the present one again, and may be given up again; one that was put aside for a new one has made room for it.</summary>
    public void Mend()
    {
        if (!Directory.Exists(_attempts))
            return;
        foreach (string returning in Directory.EnumerateDirectories(_attempts, $"*{Returning}"))
            Return(returning);
        if (RunFolder.IsIn(runPath))
            ForgetBeginning();
        else if (Directory.Exists(Beginning))
            Return(Beginning);
        int last = Largest;
        if (last > 0 && Directory.Exists(PathOf(last)) && RunFolder.IsIn(runPath) != RunFolder.IsIn(PathOf(last))) // with neither, it is no attempt of ours
            BringBack(last);
    }

    private void ForgetBeginning()
    {
        if (Directory.Exists(Beginning))
            Directory.Delete(Beginning, recursive: true);
    }

    private void Return(string attempt)
    {
        Move(attempt, runPath, entry => !FolderLock.IsLock(entry) && !Path.Exists(Path.Combine(runPath, Path.GetFileName(entry)))); // an earlier version put more aside
        if (Directory.GetFileSystemEntries(attempt).Length == 0)
            Directory.Delete(attempt);
    }

    // What makes a folder a run comes last: an attempt that has it is whole. Masks that somebody mended are of the photos, and stay, as does all that is not of trainings and fits.
    private static void Move(string from, string to, Func<string, bool> moves)
    {
        Directory.CreateDirectory(to);
        foreach (string entry in Directory.GetFileSystemEntries(from).Where(moves).OrderBy(RunFolder.IsConfiguration))
            Directory.Move(entry, Path.Combine(to, Path.GetFileName(entry)));
    }
}
