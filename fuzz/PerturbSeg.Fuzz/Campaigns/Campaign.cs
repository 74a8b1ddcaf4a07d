using System.Diagnostics;
using PerturbSeg.Fuzz.Mutations;
using PerturbSeg.Fuzz.Readers;

namespace PerturbSeg.Fuzz.Campaigns;

/// <summary>Gives damaged files to a reader and judges what it does.</summary>
/// <param name="reader">The reader.</param>
/// <param name="number">Which campaign: another number gives other files.</param>
internal sealed class Campaign(Reader reader, int number)
{
    /// <summary>Seconds of a processor that a reader may take for a small file.</summary>
    public const int MostSeconds = 5;

    /// <summary>Bytes that a reader may take for a small file.</summary>
    public const long MostBytes = 512L << 20;

    private readonly Mutator _mutator = new(reader.Seeds, reader.Structure, number);

    /// <summary>The most memory that was resident while a file was read.</summary>
    public long PeakBytes { get; private set; }

    /// <summary>A damaged file.</summary>
    /// <param name="index">Its number.</param>
    public byte[] File(long index) => _mutator.Mutation(index);

    /// <summary>Lets the reader read a file.</summary>
    /// <param name="index">The file's number.</param>
    /// <param name="refused">Whether it was refused as documented.</param>
    /// <returns>Null where the reader did nothing that it must not.</returns>
    public Finding? Try(long index, out bool refused)
    {
        byte[] file = File(index);
        ResourceUsage.ForgetPeak(); // a large file before would hide a smaller one
        ResourceUsage before = ResourceUsage.Now();
        long allocated = GC.GetTotalAllocatedBytes();
        string? crash = Judge(file, out refused);
        if (crash is not null)
            return new Finding(FindingKind.Crash, index, crash);
        ResourceUsage after = ResourceUsage.Now();
        PeakBytes = Math.Max(PeakBytes, after.PeakBytes);
        if ((after.Cpu - before.Cpu).TotalSeconds > MostSeconds)
            return new Finding(FindingKind.Hang, index, "it ended, too late");
        bool swelled = Math.Max(GC.GetTotalAllocatedBytes() - allocated, after.PeakBytes - before.PeakBytes) > MostBytes;
        return swelled ? new Finding(FindingKind.Memory, index, "it ended") : null;
    }

    /// <summary>Makes a file smaller on which the reader throws what it must not, as long as it throws the same.</summary>
    /// <param name="file">The file.</param>
    public byte[] Shrink(byte[] file)
    {
        if (Judge(file, out _) is not { } crash)
            return file;
        for (int part = file.Length / 2; part > 0; part /= 2)
        {
            for (int place = 0; place + part <= file.Length;)
            {
                byte[] less = [.. file[..place], .. file[(place + part)..]];
                if (Judge(less, out _) == crash)
                    file = less;
                else
                    place += part;
            }
        }

        return file;
    }

    // Null where all is well; else the exception and the line of ours that it came through first.
    private string? Judge(byte[] file, out bool refused)
    {
        refused = false;
        try
        {
            reader.Read(file);
            return null;
        }
        catch (Exception exception)
        {
            refused = reader.Refusals.Any(refusal => refusal.IsInstanceOfType(exception));
            return refused ? null : $"{exception.GetType().Name} in {Place(exception)}";
        }
    }

    private static string Place(Exception exception)
        => new StackTrace(exception).GetFrames().Select(frame => frame.GetMethod())
            .Where(method => method?.DeclaringType?.Namespace is { } name && name.StartsWith(nameof(PerturbSeg), StringComparison.Ordinal))
            .Select(method => $"{method!.DeclaringType!.Name}.{method.Name}").FirstOrDefault() ?? "code of others";
}
