using System.Runtime.InteropServices;

namespace PerturbSeg.Cli;

/// <summary>What the C library keeps of memory that photos needed.</summary>
internal static partial class NativeHeap
{
    private const int TrimThreshold = -1; // M_TRIM_THRESHOLD of glibc's malloc.h
    private const int MostMappedBlocks = -4; // M_MMAP_MAX
    private const int KeptBytes = 128 * 1024, UsualBlocks = 65536;

    /// <summary>
    /// Gives back what libvips freed: left alone, glibc keeps ever more of it, up to twice the largest block. For commands that work on lists of photos;
    /// other C libraries are left as they are.
    /// </summary>
    public static void KeepLittle()
    {
        if (!OperatingSystem.IsLinux())
            return;
        try
        {
            _ = Set(TrimThreshold, KeptBytes);
            _ = Set(MostMappedBlocks, UsualBlocks);
        }
        catch (EntryPointNotFoundException)
        {
            // musl has no such number.
        }
    }

    [LibraryImport("libc", EntryPoint = "mallopt")]
    private static partial int Set(int parameter, int value);
}
