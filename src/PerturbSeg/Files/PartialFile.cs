using System.Text.RegularExpressions;

namespace PerturbSeg.Files;

/// <summary>
/// A file on its way: written beside its target, synced, and renamed over it by <see cref="Commit"/>. Until it is disposed of it is locked, so that one that
/// is not is known for what a killed process left.
/// </summary>
internal sealed partial class PartialFile : IDisposable
{
    // Names that no one else gives: what has one is removed.
    private const string Mark = ".pseg-";

    private readonly string _target;
    private readonly string _partial;
    private DiskFile? _file;

    private PartialFile(string target) => (_target, _partial) = (target, NameOf(Path.GetFullPath(target)));

    /// <summary>Writes a file beside its target.</summary>
    /// <param name="target">The file to create or replace. Its folder is created when missing.</param>
    /// <param name="write">Writes the content.</param>
    /// <returns>A whole file under another name, which disposing removes.</returns>
    /// <exception cref="FileWriteException">It cannot be written.</exception>
    public static PartialFile Write(string target, Action<Stream> write)
    {
        DiskFile.CreateFolderOf(target);
        var written = new PartialFile(target);
        try
        {
            written._file = DiskFile.Open(written._partial, target, FileMode.CreateNew, share: FileShare.Delete);
            var buffered = new BufferedStream(written._file, 1 << 16); // not disposed of: where writing failed there is nothing to flush
            write(buffered);
            buffered.Flush();
            written._file.Sync();
            return written;
        }
        catch
        {
            written.Dispose();
            throw;
        }
    }

    /// <summary>Opens a file for what is put together before the target can be written. It goes when it is closed, or with the process.</summary>
    /// <param name="target">The file that it is for, beside which it lies. Its folder is created when missing.</param>
    /// <exception cref="FileWriteException">It cannot be opened.</exception>
    public static Stream OpenScratch(string target)
    {
        DiskFile.CreateFolderOf(target);
        string name = NameOf(Path.GetFullPath(target));
        DiskFile file = DiskFile.Open(name, target, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Delete);
        File.Delete(name); // what is open stays to those who have it
        return new BufferedStream(file, 1 << 16);
    }

    /// <summary>Gives the file its name.</summary>
    /// <exception cref="FileWriteException">It cannot be renamed.</exception>
    public void Commit() => DiskFile.Rename(_partial, _target);

    /// <summary>Removes the file, unless it has its name.</summary>
    public void Dispose()
    {
        if (_file is null)
            return;
        try
        {
            File.Delete(_partial);
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            // Its folder is gone, say, or the disk fails: what is told is why it could not be written.
        }

        _file.Dispose();
        _file = null;
    }

    /// <summary>Removes what killed processes left on the way to files.</summary>
    /// <param name="folder">The folder; need not exist.</param>
    /// <param name="name">The name of the file; null is all files, in subfolders too.</param>
    /// <param name="age">How long ago they were written last, at least.</param>
    public static void RemoveStray(string folder, string? name = null, TimeSpan age = default)
    {
        if (!Directory.Exists(folder))
            return;
        var where = new EnumerationOptions { RecurseSubdirectories = name is null, AttributesToSkip = FileAttributes.ReparsePoint };
        foreach (string file in Directory.EnumerateFiles(folder, $"*{Mark}*", where).Where(file => Form().IsMatch(file) && (name is null || IsOf(file, name)) && File.GetLastWriteTimeUtc(file) <= DateTime.UtcNow - age))
        {
            try
            {
                // Whoever writes one holds it open: then it cannot be opened alone.
                using var alone = new FileStream(file, FileMode.Open, FileAccess.ReadWrite, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose);
            }
            catch (Exception held) when (held is IOException or UnauthorizedAccessException)
            {
            }
        }
    }

    private static bool IsOf(string file, string name) => Path.GetFileName(file).StartsWith($"{name}{Mark}", StringComparison.Ordinal);

    private static string NameOf(string target) => $"{target}{Mark}{Guid.NewGuid().ToString("N")[..8]}";

    [GeneratedRegex(@"\.pseg-[0-9a-f]{8}$")]
    private static partial Regex Form();
}
