namespace PerturbSeg.Files;

/// <summary>
/// The right to write a folder, which one process has at a time: <c>.lock</c> in the folder, locked by the system, which lets go when the process ends,
/// however it does. The file itself stays. Whoever has the right first removes what killed processes left in the folder.
/// </summary>
public sealed class FolderLock : IDisposable
{
    private const string FileName = ".lock";
    private static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(20);
    private readonly string _folder;
    private readonly bool _isNew;
    private readonly DiskFile _file;

    private FolderLock(string folder, bool isNew, DiskFile file) => (_folder, _isNew, _file) = (folder, isNew, file);

    /// <summary>Takes the right to write a folder.</summary>
    /// <param name="folder">The folder; created when missing.</param>
    /// <param name="patience">How long to wait for another that has it; not at all when left out.</param>
    /// <returns>The right, which ends when it is disposed of. A folder that was made for it goes with it, where nothing was written to it.</returns>
    /// <exception cref="UserErrorException">Another has it, or it is a file.</exception>
    /// <exception cref="FileWriteException">The folder cannot be written.</exception>
    public static FolderLock Take(string folder, TimeSpan patience = default)
    {
        string path = Path.Combine(OutputPlace.FullPath(folder), FileName);
        OutputPlace.NearestFolder(Path.GetDirectoryName(path)!);
        long began = Environment.TickCount64;
        bool isNew = !Directory.Exists(folder);
        while (true)
        {
            try
            {
                DiskFile.CreateFolderOf(path);
                var taken = new FolderLock(folder, isNew, DiskFile.Open(path, folder, FileMode.OpenOrCreate));
                if (!File.Exists(path)) // of a folder that went with the right of another meanwhile
                {
                    taken._file.Dispose();
                    continue;
                }

                PartialFile.RemoveStray(folder);
                return taken;
            }
            catch (FileWriteException held) when (held.IsOfAnother)
            {
                if (Environment.TickCount64 - began >= patience.TotalMilliseconds)
                    throw new UserErrorException($"Another process is writing '{folder}': wait until it has ended, or choose another folder.", held);
                Thread.Sleep(BetweenTries);
            }
        }
    }

    /// <summary>Whether a path is the file of a lock, which stays where it is when what is in the folder moves.</summary>
    /// <param name="path">A file's path.</param>
    public static bool IsLock(string path) => Path.GetFileName(path) == FileName;

    /// <summary>Gives the right back.</summary>
    public void Dispose()
    {
        try
        {
            if (_isNew && Directory.EnumerateFileSystemEntries(_folder).All(IsLock))
                Directory.Delete(_folder, recursive: true);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            // moved or removed by its user
        }

        _file.Dispose();
    }
}
