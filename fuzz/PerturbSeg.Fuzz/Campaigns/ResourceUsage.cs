using System.Runtime.InteropServices;

namespace PerturbSeg.Fuzz.Campaigns;

/// <summary>What this process has used so far, by getrusage of Linux.</summary>
/// <param name="PeakBytes">The most memory that was ever resident.</param>
/// <param name="Cpu">Time on processors, of all threads.</param>
internal readonly partial record struct ResourceUsage(long PeakBytes, TimeSpan Cpu)
{
    private const int Self = 0, Fields = 18, PeakKilobytes = 4;

    /// <summary>Asks.</summary>
    public static ResourceUsage Now()
    {
        Span<long> usage = stackalloc long[Fields]; // user and system time, seconds and microseconds each; then the peak
        return GetUsage(Self, ref usage[0]) == 0
            ? new ResourceUsage(usage[PeakKilobytes] << 10, TimeSpan.FromSeconds(usage[0] + usage[2]) + TimeSpan.FromMicroseconds(usage[1] + usage[3]))
            : throw new PlatformNotSupportedException("getrusage failed.");
    }

    [LibraryImport("libc", EntryPoint = "getrusage")]
    private static partial int GetUsage(int who, ref long usage);
}
