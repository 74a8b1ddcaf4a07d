using System.Runtime.InteropServices;

namespace PerturbSeg.Fuzz.Campaigns;

/// <summary>What this process has used so far, by getrusage of Linux.</summary>
/// <param name="PeakBytes">The most memory that was resident since <see cref="ForgetPeak"/>, or ever.</param>
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

    /// <summary>Begins to look for the peak of memory anew, where Linux lets a process do so.</summary>
    public static void ForgetPeak()
    {
        try
        {
            File.WriteAllText("/proc/self/clear_refs", "5");
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            // in some containers: the peak is then the largest ever
        }
    }

    [LibraryImport("libc", EntryPoint = "getrusage")]
    private static partial int GetUsage(int who, ref long usage);
}
