namespace PerturbSeg.Files;

/// <summary>
/// A file that is being written. All that the program writes to disks goes through here: what fails becomes a <see cref="FileWriteException"/> of
/// the file that users know, and tests let every step fail (<see cref="WriteFault"/>). Nothing is buffered.
/// </summary>
internal sealed class DiskFile : Stream
{
    private readonly FileStream _file;
    private readonly string _meant;

    private DiskFile(FileStream file, string meant) => (_file, _meant) = (file, meant);

    public override bool CanRead => _file.CanRead;

    public override bool CanSeek => _file.CanSeek;

    public override bool CanWrite => _file.CanWrite;

    public override long Length => _file.Length;

    public override long Position
    {
        get => _file.Position;
        set => _file.Position = value;
    }

    /// <summary>Opens a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="meant">The file that errors name.</param>
    /// <param name="mode">Whether it is created, appended to and so on.</param>
    /// <param name="access">What is done with it.</param>
    /// <param name="share">What others may do with it meanwhile.</param>
    /// <exception cref="FileWriteException">It cannot be opened.</exception>
    public static DiskFile Open(string path, string meant, FileMode mode, FileAccess access = FileAccess.Write, FileShare share = FileShare.None)
        => Step(meant, () => new DiskFile(new FileStream(path, mode, access, share, bufferSize: 0), meant));

    /// <summary>Opens a log that is added to and may be read meanwhile. Its folder is created when missing.</summary>
    /// <param name="path">The file.</param>
    /// <param name="mode">Whether it is created or gone on with.</param>
    /// <exception cref="FileWriteException">It cannot be opened.</exception>
    public static DiskFile OpenLog(string path, FileMode mode)
    {
        CreateFolderOf(path);
        return Open(path, path, mode, share: FileShare.Read);
    }

    /// <summary>Makes the folder that a file is to lie in.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="FileWriteException">It cannot be made.</exception>
    public static void CreateFolderOf(string path)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        if (!Directory.Exists(folder))
            Step(path, () => Directory.CreateDirectory(folder));
    }

    /// <summary>Renames a file over another.</summary>
    /// <param name="from">The file.</param>
    /// <param name="to">Its new name; a file of that name is replaced.</param>
    /// <exception cref="FileWriteException">It cannot be renamed.</exception>
    public static void Rename(string from, string to) => Step(to, () =>
    {
        File.Move(from, to, overwrite: true);
        return true;
    });

    /// <summary>Removes a file, if it is there.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="FileWriteException">It cannot be removed.</exception>
    public static void Delete(string path) => Step(path, () =>
    {
        File.Delete(path);
        return true;
    });

    /// <summary>Waits until what was written is on the disk.</summary>
    /// <exception cref="FileWriteException">It cannot be.</exception>
    public void Sync() => Step(_meant, () =>
    {
        _file.Flush(flushToDisk: true);
        return true;
    });

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (WriteFault.Next(_meant) is { } fault)
        {
            _file.Write(buffer[..(buffer.Length / 2)]); // as a disk does that fills up midway
            throw new FileWriteException(_meant, fault);
        }

        try
        {
            _file.Write(buffer);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new FileWriteException(_meant, failure);
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override int Read(byte[] buffer, int offset, int count) => _file.Read(buffer, offset, count);

    public override long Seek(long offset, SeekOrigin origin) => _file.Seek(offset, origin);

    public override void SetLength(long value) => _file.SetLength(value);

    public override void Flush()
    {
        // Nothing is held back.
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _file.Dispose();
        base.Dispose(disposing);
    }

    private static T Step<T>(string meant, Func<T> step)
    {
        try
        {
            return WriteFault.Next(meant) is { } fault ? throw fault : step();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new FileWriteException(meant, failure);
        }
    }
}
