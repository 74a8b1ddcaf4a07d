namespace PerturbSeg.Files;

/// <summary>
/// Places that a command is going to write to: looked at before the work, so that nobody waits an hour to learn that a place is wrong. What killed
/// processes left there on the way to files is removed.
/// </summary>
public static class OutputPlace
{
    /// <summary>Checks a file.</summary>
    /// <param name="path">The file to create or replace. Its folder need not exist, and is not made.</param>
    /// <exception cref="UserErrorException">It is empty, a folder, a device, or would lie in a file.</exception>
    /// <exception cref="FileWriteException">It cannot be written.</exception>
    public static void CheckFile(string path)
    {
        string target = FullPath(path);
        if (Directory.Exists(target) || Path.EndsInDirectorySeparator(target))
            throw new UserErrorException($"'{path}' is a folder: name a file to write in it, such as '{Path.Combine(path, "out")}'.");
        if (IsDevice(target))
            throw new UserErrorException($"'{path}' is a device, and a file would take its place: name a file.");
        TryWriting(Path.GetDirectoryName(target)!, Path.GetFileName(target));
    }

    /// <summary>Checks a folder.</summary>
    /// <param name="path">The folder; need not exist, and is not made.</param>
    /// <param name="shared">
    /// Whether other processes write there as well, on other machines perhaps: file systems of networks do not know the lock of what is being written. What is younger than a minute stays then.
    /// </param>
    /// <exception cref="UserErrorException">It is empty, a file, or would lie in one.</exception>
    /// <exception cref="FileWriteException">Files in it cannot be written.</exception>
    public static void CheckFolder(string path, bool shared = false)
    {
        string folder = FullPath(path);
        PartialFile.RemoveStray(folder, age: shared ? TimeSpan.FromMinutes(1) : default);
        TryWriting(folder, "output");
    }

    /// <summary>The full path of a place to write to.</summary>
    /// <param name="path">As the user gave it.</param>
    /// <exception cref="UserErrorException">It is empty, as a variable of a shell is that was never set.</exception>
    internal static string FullPath(string path)
        => path.Length > 0 ? Path.GetFullPath(path) : throw new UserErrorException("The place to write to is '', which names none: name a file or folder.");

    /// <summary>A folder, or the one that it would be made in.</summary>
    /// <param name="folder">A full path.</param>
    /// <exception cref="UserErrorException">It is a file, or would lie in one.</exception>
    internal static string NearestFolder(string folder)
    {
        while (!Directory.Exists(folder))
        {
            if (File.Exists(folder))
                throw new UserErrorException($"'{folder}' is a file: name a folder to write to.");
            folder = Path.GetDirectoryName(folder) ?? throw new UserErrorException($"There is no '{folder}': name a folder to write to.");
        }

        return folder;
    }

    // Of the memory that is shared under /dev, files are files.
    private static bool IsDevice(string target)
        => !OperatingSystem.IsWindows() && target.StartsWith("/dev/", StringComparison.Ordinal) && !target.StartsWith("/dev/shm/", StringComparison.Ordinal);

    // In the folder, or where it would be made.
    private static void TryWriting(string folder, string name)
    {
        folder = NearestFolder(folder);
        PartialFile.RemoveStray(folder, name); // of a try that was killed
        PartialFile.Write(Path.Combine(folder, name), _ => { }).Dispose();
    }
}
