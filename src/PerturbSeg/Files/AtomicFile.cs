using System.Text;

namespace PerturbSeg.Files;

/// <summary>Writes files that appear whole or not at all: beside the target, synced to disk, then renamed over it.</summary>
public static class AtomicFile
{
    /// <summary>Writes <paramref name="path"/> through a stream.</summary>
    /// <param name="path">The file to create or replace. Its folder is created when missing.</param>
    /// <param name="write">Writes the content. When it throws, the earlier file is left as it was.</param>
    /// <exception cref="FileWriteException">The file cannot be written; the earlier one is left as it was.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        using var file = PartialFile.Write(path, write);
        file.Commit();
    }

    /// <summary>Writes text as UTF-8 without a byte order mark.</summary>
    /// <param name="path">The file to create or replace.</param>
    /// <param name="text">The whole content.</param>
    /// <exception cref="FileWriteException">The file cannot be written; the earlier one is left as it was.</exception>
    public static void WriteText(string path, string text) => Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)));

    /// <summary>Copies a file.</summary>
    /// <param name="from">The file.</param>
    /// <param name="to">The file to create or replace.</param>
    /// <exception cref="FileWriteException">The copy cannot be written; an earlier one is left as it was.</exception>
    public static void Copy(string from, string to)
    {
        using FileStream source = File.OpenRead(from);
        Write(to, source.CopyTo);
    }

    /// <summary>Adds a line to a file in one write: what ends the process can only cut this line. After one that was cut it begins a new one.</summary>
    /// <param name="path">The file; created when missing, with its folder.</param>
    /// <param name="line">The line, without its end.</param>
    /// <exception cref="FileWriteException">The line cannot be written.</exception>
    public static void AppendLine(string path, string line)
    {
        string start = EndsWithinLine(path) ? "\n" : string.Empty;
        using var log = DiskFile.OpenLog(path, FileMode.Append);
        log.Write(Encoding.UTF8.GetBytes($"{start}{line}\n"));
    }

    // Where a write was cut, by a full disk, say.
    private static bool EndsWithinLine(string path)
    {
        if (new FileInfo(path) is not { Exists: true, Length: > 0 })
            return false;
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 1);
        file.Seek(-1, SeekOrigin.End);
        return file.ReadByte() != '\n';
    }
}
