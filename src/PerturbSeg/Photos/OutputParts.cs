using PerturbSeg.Files;

namespace PerturbSeg.Photos;

/// <summary>What several workers left in one output folder, a folder each (<see cref="OutputPart"/>): all of them, to be joined.</summary>
public sealed class OutputParts : IDisposable
{
    private const string FolderName = "parts", JoinedName = ".joined"; // the latter once all is joined, so that a removal that was cut off is ended and not taken for parts that are missing
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly FolderLock _writing;

    private OutputParts(string outputFolder, IReadOnlyList<WorkShard> parts, FolderLock writing) => (OutputFolder, Parts, _writing) = (outputFolder, parts, writing);

    /// <summary>The folder that what is joined goes to.</summary>
    public string OutputFolder { get; }

    /// <summary>The folder that the parts lie in.</summary>
    public string PartsFolder => PartsOf(OutputFolder);

    /// <summary>The parts, by number.</summary>
    public IReadOnlyList<WorkShard> Parts { get; }

    /// <summary>Opens the parts of an output folder, which no other process joins until this is disposed of.</summary>
    /// <param name="outputFolder">The output folder.</param>
    /// <exception cref="UserErrorException">There are none, one is missing or not finished, or another process is writing the folder.</exception>
    public static OutputParts Open(string outputFolder)
    {
        string folder = PartsOf(outputFolder);
        if (!Directory.Exists(folder))
            throw None(outputFolder);
        FolderLock writing = FolderLock.Take(outputFolder);
        try
        {
            IReadOnlyList<WorkShard> parts = WorkShard.AllIn(folder, Directory.GetDirectories(folder).Select(path => Path.GetFileName(path)));
            if (parts.Count == 0)
                throw None(outputFolder);
            if (parts.FirstOrDefault(part => !OutputPart.IsFinished(FolderOf(outputFolder, part))) is { Count: > 0 } open)
                throw new UserErrorException($"Part {open.Number} of {open.Count} in '{folder}' is not finished: wait for it, or run its command again.");
            return new OutputParts(outputFolder, parts, writing);
        }
        catch
        {
            writing.Dispose();
            throw;
        }
    }

    /// <summary>Ends the removal of parts that were joined, where it was cut off.</summary>
    /// <param name="outputFolder">The output folder.</param>
    /// <returns>False where nothing was left of it.</returns>
    /// <exception cref="UserErrorException">Another process is writing the folder.</exception>
    public static bool EndRemoval(string outputFolder)
    {
        if (!File.Exists(JoinedOf(outputFolder)))
            return false;
        using var writing = FolderLock.Take(outputFolder, Patience); // workers that begin together find it together
        if (!File.Exists(JoinedOf(outputFolder)))
            return false; // another has ended it
        Remove(outputFolder, [.. Directory.GetDirectories(PartsOf(outputFolder)).Where(part => WorkShard.ParseFileName(Path.GetFileName(part)) is not null && IsFree(part))]);
        return true;
    }

    /// <summary>A file of each part.</summary>
    /// <param name="name">Its name in the part's folder.</param>
    /// <returns>A path for each part, by number; none where no part has such a file.</returns>
    public IReadOnlyList<string> Files(string name)
    {
        string[] paths = [.. Parts.Select(part => Path.Combine(FolderOf(OutputFolder, part), name))];
        return paths.Any(File.Exists) ? paths : [];
    }

    /// <summary>Removes the parts, and what else lies where they lay stays: masks of photos in a folder of that name, say.</summary>
    public void Remove()
    {
        AtomicFile.WriteText(JoinedOf(OutputFolder), string.Empty);
        Remove(OutputFolder, [.. Parts.Select(part => FolderOf(OutputFolder, part))]);
    }

    /// <summary>Lets others write the folder.</summary>
    public void Dispose() => _writing.Dispose();

    internal static string FolderOf(string outputFolder, WorkShard part) => Path.Combine(PartsOf(outputFolder), part.FileName);

    // Whether no worker has begun it anew.
    private static bool IsFree(string part)
    {
        try
        {
            FolderLock.Take(part).Dispose();
            return true;
        }
        catch (UserErrorException)
        {
            return false;
        }
    }

    private static string JoinedOf(string outputFolder) => Path.Combine(PartsOf(outputFolder), JoinedName);

    private static string PartsOf(string outputFolder) => Path.Combine(outputFolder, FolderName);

    private static UserErrorException None(string outputFolder) => new($"'{outputFolder}' holds no parts to join: name the --out of commands with --shard.");

    private static void Remove(string outputFolder, IReadOnlyList<string> parts)
    {
        foreach (string part in parts)
            Directory.Delete(part, recursive: true);
        DiskFile.Delete(JoinedOf(outputFolder));
        string folder = PartsOf(outputFolder);
        if (!Directory.EnumerateFileSystemEntries(folder).Any())
            Directory.Delete(folder);
    }
}
