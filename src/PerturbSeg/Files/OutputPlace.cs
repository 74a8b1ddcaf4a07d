namespace PerturbSeg.Files;

/// <summary>
/// Places that a command is going to write to: looked at before the work, so that nobody waits an hour to learn that a place is wrong. What killed
/// processes left there on the way to files is removed.
/// </summary>
public static class OutputPlace
{
    /// <summary>Checks a file.</summary>
    /// <param name="path">The file to create or replace. Its folder need not exist, and is not made.</param>
    /// <exception cref="UserErrorException">It is a folder, or would lie in a file.</exception>
    /// <exception cref="FileWriteException">It cannot be written.</exception>
    public static void CheckFile(string path)
    {
        string target = Path.GetFullPath(path);
        if (Directory.Exists(target))
            throw new UserErrorException($"'{path}' is a folder: name a file to write in it, such as '{Path.Combine(path, "out")}'.");
        TryWriting(Path.GetDirectoryName(target)!, Path.GetFileName(target));
    }

    /// <summary>Checks a folder.</summary>
    /// <param name="path">The folder; need not exist, and is not made.</param>
    /// <exception cref="UserErrorException">It is a file, or would lie in one.</exception>
    /// <exception cref="FileWriteException">Files in it cannot be written.</exception>
    public static void CheckFolder(string path)
    {
        PartialFile.RemoveStray(path);
        TryWriting(Path.GetFullPath(path), "output");
    }

    // In the folder, or where it would be made.
    private static void TryWriting(string folder, string name)
    {
        while (!Directory.Exists(folder))
        {
            if (File.Exists(folder))
                throw new UserErrorException($"'{folder}' is a file: name a folder to write to.");
            folder = Path.GetDirectoryName(folder)!;
        }

        PartialFile.RemoveStray(folder, name); // of a try that was killed
        PartialFile.Write(Path.Combine(folder, name), _ => { }).Dispose();
    }
}
