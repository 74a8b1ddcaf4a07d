using System.Runtime.InteropServices;

namespace PerturbSeg.Torch.Native;

/// <summary>
/// Lets glibc's heap stay as large as a training step made it. By default the free end of the heap goes back to the system, and large blocks
/// come from it one by one: a step of hundreds of megabytes of short-lived tensors then returns and faults in the same pages again and again.
/// </summary>
internal static partial class HeapPages
{
    private const int TrimThreshold = -1; // M_TRIM_THRESHOLD
    private const int MostMappedBlocks = -4; // M_MMAP_MAX

    /// <summary>Keeps the pages from now on; does nothing with another C library.</summary>
    public static void Keep()
    {
        if (!OperatingSystem.IsLinux() || !NativeLibrary.TryLoad("libc.so.6", out nint libc) || !NativeLibrary.TryGetExport(libc, "mallopt", out _))
            return;
        _ = SetOption(MostMappedBlocks, 0);
        _ = SetOption(TrimThreshold, int.MaxValue);
    }

    [LibraryImport("libc.so.6", EntryPoint = "mallopt")]
    private static partial int SetOption(int option, int value);
}
