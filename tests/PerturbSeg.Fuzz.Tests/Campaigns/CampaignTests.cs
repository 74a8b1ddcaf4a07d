using PerturbSeg.Fuzz.Campaigns;
using PerturbSeg.Fuzz.Readers;

namespace PerturbSeg.Fuzz.Tests.Campaigns;

public sealed class CampaignTests
{
    // The long campaigns are those of 'fuzz run'; these are other files.
    private const int Short = 2, Files = 2000;
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(2);

    public static TheoryData<string> Names { get; } = [.. FuzzedReaders.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Damaged_files_are_read_or_refused_and_never_worse(string name)
    {
        using Reader reader = FuzzedReaders.All[name]();
        int refused = 0;
        var campaign = new Campaign(reader, Short);
        Task<List<Finding>> run = Task.Run(() =>
        {
            var findings = new List<Finding>();
            for (int index = 0; index < Files; index++)
            {
                if (campaign.Try(index, out bool wasRefused) is { } finding)
                    findings.Add(finding);
                refused += wasRefused ? 1 : 0;
            }

            return findings;
        });
        (await run.WaitAsync(LongestWait, TestContext.Current.CancellationToken)).ShouldBeEmpty();
        if (reader.Refusals.Count > 0)
            refused.ShouldBeGreaterThan(Files / 10); // the files are damaged
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void What_is_damaged_was_sound(string name)
    {
        using Reader reader = FuzzedReaders.All[name]();
        foreach (byte[] seed in reader.Seeds)
        {
            Exception? refusal = Record.Exception(() => reader.Read(seed));
            if (refusal is not null)
                s_refusedSeeds.ShouldContainKey(name, refusal.ToString());
            if (refusal is not null)
                refusal.Message.ShouldContain(s_refusedSeeds[name]);
        }
    }

    // Sound, and not taken: their readers go on to the refusal.
    private static readonly Dictionary<string, string> s_refusedSeeds = new()
    {
        ["heif"] = "no decoder",
        ["npy"] = "cannot be packed",
        ["http-form"] = "200",
    };

    [Fact]
    public void Each_kind_of_finding_is_found()
    {
        Find(_ => throw new InvalidCastException()).ShouldBe((FindingKind.Crash, false));
        Find(_ => throw new UserErrorException("no")).ShouldBe((null, true));
        Find(_ => GC.KeepAlive(new byte[Campaign.MostBytes + 1])).ShouldBe((FindingKind.Memory, false));
        Find(_ => { }).ShouldBe((null, false));

        static (FindingKind?, bool) Find(Action<byte[]> read)
        {
            using var reader = new BytesReader(read) { Seeds = ["abc"u8.ToArray()] };
            return (new Campaign(reader, Short).Try(0, out bool refused)?.Kind, refused);
        }
    }

    [Fact]
    public void A_file_shrinks_to_what_matters()
    {
        using var reader = new BytesReader(file =>
        {
            if (file.Contains((byte)7))
                throw new InvalidCastException();
        }) { Seeds = ["abc"u8.ToArray()] };
        new Campaign(reader, Short).Shrink([1, 2, 3, 7, 5, 6, 8, 9, 4]).ShouldBe([7]);
    }
}
