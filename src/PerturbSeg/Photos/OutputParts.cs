using PerturbSeg.Files;

namespace PerturbSeg.Photos;

/// <summary>What several workers left in one output folder, a folder each (<see cref="OutputPart"/>): all of them, to be joined.</summary>
public sealed class OutputParts : IDisposable
{
    private const string FolderName = "parts";
    private readonly FolderLock _writing;

    private OutputParts(string outputFolder, IReadOnlyList<WorkShard> parts, FolderLock writing) => (OutputFolder, Parts, _writing) = (outputFolder, parts, writing);

    /// <summary>The folder that what is joined goes to.</summary>
    public string OutputFolder { get; }

    /// <summary>The parts, by number.</summary>
    public IReadOnlyList<WorkShard> Parts { get; }

    /// <summary>Opens the parts of an output folder, which nobody else writes until this is disposed of.</summary>
    /// <param name="outputFolder">The output folder.</param>
    /// <exception cref="UserErrorException">There are none, one is missing or not finished, or another process is writing the folder.</exception>
    public static OutputParts Open(string outputFolder)
    {
        string folder = Path.Combine(outputFolder, FolderName);
        string[] names = Directory.Exists(folder) ? [.. Directory.GetDirectories(folder).Select(path => Path.GetFileName(path))] : [];
        IReadOnlyList<WorkShard> parts = WorkShard.AllIn(folder, names);
        if (parts.Count == 0)
            throw new UserErrorException($"'{outputFolder}' holds no parts to join: name the --out of commands with --shard.");
        if (parts.FirstOrDefault(part => !OutputPart.IsFinished(FolderOf(outputFolder, part))) is { Count: > 0 } open)
            throw new UserErrorException($"Part {open.Number} of {open.Count} in '{folder}' is not finished: wait for it, or run its command again.");
        return new OutputParts(outputFolder, parts, FolderLock.Take(outputFolder));
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
        foreach (WorkShard part in Parts)
            Directory.Delete(FolderOf(OutputFolder, part), recursive: true);
        string folder = Path.Combine(OutputFolder, FolderName);
        if (!Directory.EnumerateFileSystemEntries(folder).Any())
            Directory.Delete(folder);
    }

    /// <summary>Lets others write the folder.</summary>
    public void Dispose() => _writing.Dispose();

    internal static string FolderOf(string outputFolder, WorkShard part) => Path.Combine(outputFolder, FolderName, part.FileName);
}
