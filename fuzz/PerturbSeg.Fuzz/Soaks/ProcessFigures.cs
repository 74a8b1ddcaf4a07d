using System.Globalization;

namespace PerturbSeg.Fuzz.Soaks;

/// <summary>What a process holds at a moment, as Linux tells it.</summary>
/// <param name="Seconds">Since the first look.</param>
/// <param name="Megabytes">Resident memory.</param>
/// <param name="Handles">Open files, sockets and the like.</param>
internal sealed record ProcessFigures(double Seconds, double Megabytes, int Handles)
{
    /// <summary>Looks.</summary>
    /// <param name="process">The process's number.</param>
    /// <param name="seconds">Since the first look.</param>
    public static ProcessFigures Of(int process, double seconds)
    {
        string resident = File.ReadAllText($"/proc/{process}/statm").Split(' ')[1];
        return new ProcessFigures(
            seconds,
            long.Parse(resident, CultureInfo.InvariantCulture) * (double)Environment.SystemPageSize / 1e6,
            Directory.EnumerateFileSystemEntries($"/proc/{process}/fd").Count());
    }

    /// <summary>How fast memory grows, by the line of least squares through the second half of the looks: the first half fills caches.</summary>
    /// <param name="looks">In the order of time.</param>
    /// <returns>Megabytes an hour.</returns>
    public static double MegabytesAnHour(IReadOnlyList<ProcessFigures> looks)
    {
        ProcessFigures[] half = [.. looks.Skip(looks.Count / 2)];
        double time = half.Average(look => look.Seconds), memory = half.Average(look => look.Megabytes);
        double variance = half.Sum(look => (look.Seconds - time) * (look.Seconds - time));
        return variance == 0 ? 0 : 3600 * half.Sum(look => (look.Seconds - time) * (look.Megabytes - memory)) / variance;
    }
}
