using System.Diagnostics;
using System.Globalization;

namespace PerturbSeg.Fuzz.Campaigns;

/// <summary>Runs campaigns, a process each and after each process that ends badly another, and tells how they went.</summary>
/// <param name="folder">Where records are kept; a campaign that was stopped goes on.</param>
/// <param name="number">The number of the campaign.</param>
internal sealed class CampaignRun(string folder, int number)
{
    /// <summary>Runs one.</summary>
    /// <param name="reader">The reader's name.</param>
    /// <param name="files">How many files it is given.</param>
    /// <returns>What came of it.</returns>
    public CampaignRecord Run(string reader, long files) => Run(reader, files, () => Worker(reader, files));

    /// <summary>Runs one with other processes than those of this program.</summary>
    /// <param name="reader">The reader's name.</param>
    /// <param name="files">How many files it is given.</param>
    /// <param name="worker">Reads on from where the record ends, and gives an exit code.</param>
    internal CampaignRecord Run(string reader, long files, Func<int> worker)
    {
        Directory.CreateDirectory(folder);
        CampaignRecord record = CampaignRecord.Read(folder, reader, number);
        while (record.Files < files)
        {
            int code = worker();
            record = CampaignRecord.Read(folder, reader, number);
            if (code == 0)
                continue;
            using var place = new CampaignPlace(CampaignWorker.PlaceIn(folder, reader, number));
            (long index, record.Refused) = place.Read();
            if (index < record.Files)
                throw new InvalidOperationException($"The reader '{reader}' cannot be started: its process ended with code {code}.");
            record.Add(code == CampaignWorker.HangCode
                ? new Finding(FindingKind.Hang, index, "it did not end")
                : new Finding(FindingKind.Crash, index, $"the process ended with code {code}"));
            record.Files = index + 1;
            record.Save(folder);
        }

        return record;
    }

    /// <summary>The records as a table in Markdown.</summary>
    public static IEnumerable<string> Table(IEnumerable<CampaignRecord> records)
    {
        yield return "| reader | files | refused | crashes | hangs | above 512 MB | peak MB | seconds of a core |";
        yield return "|---|---|---|---|---|---|---|---|";
        foreach (CampaignRecord record in records)
        {
            int Count(FindingKind kind) => record.Findings.Count(finding => finding.Kind == kind);
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"| {record.Reader} | {record.Files:N0} | {record.Refused:N0} | {Count(FindingKind.Crash)} | {Count(FindingKind.Hang)} | {Count(FindingKind.Memory)} | {record.PeakMegabytes} | {record.Seconds:0} |");
        }
    }

    private int Worker(string reader, long files)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!);
        foreach (string argument in (string[])["worker", reader, "--files", $"{files}", "--campaign", $"{number}", "--state", folder])
            start.ArgumentList.Add(argument);
        using Process process = Process.Start(start)!;
        process.WaitForExit();
        return process.ExitCode;
    }
}
