using PerturbSeg.Fuzz.Readers;

namespace PerturbSeg.Fuzz.Campaigns;

/// <summary>Reads the files of a campaign in a process of its own, which a bad one may end.</summary>
/// <param name="folder">The state folder.</param>
/// <param name="name">The reader's name.</param>
/// <param name="number">The number of the campaign.</param>
internal sealed class CampaignWorker(string folder, string name, int number)
{
    /// <summary>The exit code after a file that takes too long.</summary>
    public const int HangCode = 70;

    // Other programs may have the processor: only time of its own is a hang, but for what waits for nothing. Looks are counted, so that a process that is
    // stopped for a while is not taken for one that hangs.
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(250);
    private const int MostLooks = 480, SaveEvery = 2000;
    private long _index = -1;
    private bool _ended;

    /// <summary>Where the file that is being read is noted down.</summary>
    public static string PlaceIn(string folder, string name, int number) => Path.Combine(folder, $"{name}-{number}.at");

    /// <summary>Reads on from where the record ends.</summary>
    /// <param name="files">How many files the campaign has.</param>
    public void Run(long files)
    {
        CampaignRecord record = CampaignRecord.Read(folder, name, number);
        double seconds = record.Seconds;
        using var place = new CampaignPlace(PlaceIn(folder, name, number));
        place.Write(-1, record.Refused); // nothing is read while the reader is made
        using Reader reader = FuzzedReaders.All[name]();
        var campaign = new Campaign(reader, number);
        new Thread(WatchForHangs) { IsBackground = true }.Start();
        for (long index = record.Files; index < files; index++)
        {
            place.Write(index, record.Refused);
            Volatile.Write(ref _index, index);
            Finding? finding = campaign.Try(index, out bool refused);
            if (finding is not null)
                record.Add(finding);
            record.Refused += refused ? 1 : 0;
            record.Files = index + 1;
            if (finding is not null || record.Files % SaveEvery == 0 || record.Files == files)
                Save(); // what was found outlives a process that a later file ends
        }

        Volatile.Write(ref _ended, true);

        void Save()
        {
            ResourceUsage usage = ResourceUsage.Now();
            record.Seconds = Math.Round(seconds + usage.Cpu.TotalSeconds, 1);
            record.PeakMegabytes = Math.Max(record.PeakMegabytes, campaign.PeakBytes >> 20);
            record.Save(folder);
        }
    }

    private void WatchForHangs()
    {
        long last = -1;
        TimeSpan cpu = default;
        int looks = 0;
        for (; !Volatile.Read(ref _ended); Thread.Sleep(LookEvery))
        {
            TimeSpan now = ResourceUsage.Now().Cpu;
            if (Volatile.Read(ref _index) is var index && index != last)
                (last, cpu, looks) = (index, now, 0);
            else if (index >= 0 && ((now - cpu).TotalSeconds > Campaign.MostSeconds || ++looks > MostLooks))
                Environment.Exit(HangCode);
        }
    }
}
