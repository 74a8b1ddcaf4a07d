using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;

namespace PerturbSeg.Torch;

/// <summary>
/// A file, mapped read-only: its bytes are read from disk when they are touched. They must not be used after
/// <see cref="Dispose"/>, and the file must not be cut while it is open. Reading from several threads is fine.
/// </summary>
internal sealed unsafe partial class MappedFile : IDisposable
{
    private readonly MemoryMappedFile? _mapping;
    private readonly MemoryMappedViewAccessor? _view;
    private readonly byte* _first;
    private bool _disposed;

    private MappedFile(long length, MemoryMappedFile? mapping, MemoryMappedViewAccessor? view, byte* first)
    {
        Length = length;
        _mapping = mapping;
        _view = view;
        _first = first;
    }

    /// <summary>The size of the file in bytes.</summary>
    public long Length { get; }

    /// <summary>Maps a file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static MappedFile Open(string path)
    {
        using FileStream stream = OpenToRead(path);
        return Map(stream);
    }

    /// <summary>Opens a file that can be mapped.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="IOException">The file is missing, cannot be read, or is a pipe.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static FileStream OpenToRead(string path)
    {
        var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 1);
        if (stream.CanSeek)
            return stream;
        stream.Dispose();
        throw new IOException($"'{path}' is a pipe and no file: write what comes through it to a file");
    }

    /// <summary>Maps a file that is open; the stream may be closed after.</summary>
    /// <param name="stream">The file.</param>
    public static MappedFile Map(FileStream stream)
    {
        long length = stream.Length;
        // An empty view cannot be mapped, and holds nothing to read.
        if (length == 0)
            return new MappedFile(0, null, null, null);
        var mapping = MemoryMappedFile.CreateFromFile(
            stream, mapName: null, capacity: 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
        MemoryMappedViewAccessor? view = null;
        try
        {
            view = mapping.CreateViewAccessor(0, length, MemoryMappedFileAccess.Read);
            byte* start = null;
            view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
            return new MappedFile(length, mapping, view, start + view.PointerOffset);
        }
        catch
        {
            view?.Dispose();
            mapping.Dispose();
            throw;
        }
    }

    /// <summary>A slice of the file.</summary>
    /// <param name="offset">The first byte, counted from the start of the file.</param>
    /// <param name="length">The number of bytes.</param>
    /// <exception cref="ArgumentOutOfRangeException">The slice does not lie in the file.</exception>
    public ReadOnlySpan<byte> Bytes(long offset, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, Length - length);
        return new ReadOnlySpan<byte>(AddressOf(offset), length);
    }

    /// <summary>The address of a byte in the mapping, for native code; read-only, valid until <see cref="Dispose"/>.</summary>
    /// <param name="offset">The byte, counted from the start of the file; the file's length is the end.</param>
    /// <exception cref="ArgumentOutOfRangeException">The offset does not lie in the file.</exception>
    public byte* AddressOf(long offset)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, Length);
        return _first + offset;
    }

    /// <summary>
    /// Says that a slice will hardly be read again, so that its pages no longer count as resident memory of the process. It can be read
    /// again all the same. Does nothing where the system is not Linux.
    /// </summary>
    /// <param name="offset">The first byte, counted from the start of the file.</param>
    /// <param name="length">The number of bytes.</param>
    public void Release(long offset, long length)
    {
        const int dontNeed = 4; // MADV_DONTNEED
        if (!OperatingSystem.IsLinux() || length == 0)
            return;
        nint page = Environment.SystemPageSize;
        nint first = (nint)AddressOf(offset) / page * page, end = (nint)AddressOf(offset + length);
        _ = Advise(first, (nuint)(end - first), dontNeed); // advice: nothing depends on whether it is taken
    }

    /// <summary>Ends the mapping; bytes handed out before must no longer be used.</summary>
    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        if (_view is not null)
        {
            _view.SafeMemoryMappedViewHandle.ReleasePointer();
            _view.Dispose();
        }

        _mapping?.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(nint address, nuint length, int advice);
}
