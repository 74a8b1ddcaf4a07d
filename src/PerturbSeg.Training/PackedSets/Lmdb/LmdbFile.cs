using Microsoft.Win32.SafeHandles;

namespace PerturbSeg.Training.PackedSets.Lmdb;

/// <summary>
/// The bytes of an LMDB file, for any number of threads. They are read and not mapped, so that a file which is cut while it is open is an
/// error and not the end of the process.
/// </summary>
internal sealed class LmdbFile(string path) : IDisposable
{
    private readonly SafeFileHandle _handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);

    public long Length => RandomAccess.GetLength(_handle);

    /// <exception cref="InvalidDataException">The file ends before; the message is a reason without a full stop.</exception>
    public byte[] Read(long offset, int count)
    {
        byte[] bytes = new byte[count];
        for (int done = 0; done < count;)
        {
            int more = RandomAccess.Read(_handle, bytes.AsSpan(done), offset + done);
            if (more == 0)
                throw new InvalidDataException($"it ends at byte {offset + done}");
            done += more;
        }

        return bytes;
    }

    public void Dispose() => _handle.Dispose();
}
