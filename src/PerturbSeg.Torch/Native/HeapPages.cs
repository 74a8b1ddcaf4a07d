using System.Runtime.InteropServices;

namespace PerturbSeg.Torch.Native;

/// <summary>
/// What glibc's heap does with pages that were freed. A training lets it stay as large as a step made it. By default the free end of the heap goes back to the
/// system, and large blocks come from it one by one: a step of hundreds of megabytes of short-lived tensors then returns and faults in the same pages again and
/// again.
/// </summary>
internal static partial class HeapPages
{
    private const int TrimThreshold = -1; // M_TRIM_THRESHOLD
    private const int MostMappedBlocks = -4; // M_MMAP_MAX
    private const int UsualThreshold = 128 * 1024, UsualBlocks = 65536;

    /// <summary>Keeps the pages from now on; does nothing with another C library.</summary>
    public static void Keep() => Set(int.MaxValue, 0);

    /// <summary>
    /// Gives them back from now on: with neither setting, glibc keeps ever more of what libvips freed, up to twice the largest block. Does nothing with
    /// another C library.
    /// </summary>
    public static void GiveBack() => Set(UsualThreshold, UsualBlocks);

    private static void Set(int threshold, int blocks)
    {
        if (!OperatingSystem.IsLinux() || !NativeLibrary.TryLoad("libc.so.6", out nint libc) || !NativeLibrary.TryGetExport(libc, "mallopt", out _))
            return;
        _ = SetOption(MostMappedBlocks, blocks);
        _ = SetOption(TrimThreshold, threshold);
    }

    [LibraryImport("libc.so.6", EntryPoint = "mallopt")]
    private static partial int SetOption(int option, int value);
}
