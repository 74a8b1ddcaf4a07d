using PerturbSeg.Files;

namespace PerturbSeg.Photos;

/// <summary>The place of one worker's part in an output folder, until the parts of all workers are joined (<see cref="OutputParts"/>). One process has it at a time.</summary>
public sealed class OutputPart : IDisposable
{
    private const string EndName = "finished";
    private readonly FolderLock _writing;

    private OutputPart(WorkShard shard, string folder, FolderLock writing) => (Shard, FolderPath, _writing) = (shard, folder, writing);

    /// <summary>Which part.</summary>
    public WorkShard Shard { get; }

    /// <summary>The folder to write to.</summary>
    public string FolderPath { get; }

    /// <summary>Begins a part, or goes on with it. It counts as unfinished from here on.</summary>
    /// <param name="outputFolder">The output folder; made when missing.</param>
    /// <param name="part">Which part.</param>
    /// <exception cref="UserErrorException">Another process is writing it.</exception>
    /// <exception cref="FileWriteException">The folder cannot be written.</exception>
    public static OutputPart Begin(string outputFolder, WorkShard part)
    {
        OutputParts.EndRemoval(outputFolder); // what is left there was joined, and is none of these parts
        string folder = OutputParts.FolderOf(outputFolder, part);
        var begun = new OutputPart(part, folder, FolderLock.Take(folder));
        try
        {
            DiskFile.Delete(EndOf(folder));
            return begun;
        }
        catch
        {
            begun.Dispose();
            throw;
        }
    }

    /// <summary>Marks the part as finished: it may be joined.</summary>
    /// <exception cref="FileWriteException">The folder cannot be written.</exception>
    public void Finish() => AtomicFile.WriteText(EndOf(FolderPath), string.Empty);

    /// <summary>Lets others write the part.</summary>
    public void Dispose() => _writing.Dispose();

    internal static bool IsFinished(string folder) => File.Exists(EndOf(folder));

    private static string EndOf(string folder) => Path.Combine(folder, EndName);
}
