using Microsoft.Win32.SafeHandles;

namespace PerturbSeg.Fuzz.Campaigns;

/// <summary>Which file a process is reading, in a file that outlives it: what ends the process is known by it.</summary>
/// <param name="path">The file.</param>
internal sealed class CampaignPlace(string path) : IDisposable
{
    private readonly SafeFileHandle _handle = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite);

    /// <summary>Notes a file down before it is read.</summary>
    /// <param name="index">Its number.</param>
    /// <param name="refused">Files that were refused before it.</param>
    public void Write(long index, long refused)
        => RandomAccess.Write(_handle, System.Runtime.InteropServices.MemoryMarshal.AsBytes<long>([index, refused]), 0);

    /// <summary>What was noted down last.</summary>
    public (long Index, long Refused) Read()
    {
        long[] noted = new long[2];
        RandomAccess.Read(_handle, System.Runtime.InteropServices.MemoryMarshal.AsBytes(noted.AsSpan()), 0);
        return (noted[0], noted[1]);
    }

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();
}
