using PerturbSeg.Fuzz.Campaigns;
using PerturbSeg.Fuzz.Readers;

namespace PerturbSeg.Fuzz.Tests.Campaigns;

[Collection(Alone.Name)]
public sealed class CampaignTests
{
    // The long campaigns are those of 'fuzz run'; these are other files.
    private const int Short = 2;

    // Sound, and not taken: what leads to these refusals is read.
    private static readonly Dictionary<string, string> s_refusedSeeds = new()
    {
        ["heif"] = "no decoder",
        ["npy"] = "cannot be packed",
        ["jpeg"] = NoMask, ["png"] = NoMask, ["webp"] = NoMask, ["gif"] = NoMask, ["tiff"] = NoMask, ["avif"] = NoMask,
    };

    private const string NoMask = "does not say what is object"; // a photo, read as a mask
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(2);

    public static TheoryData<string> Names { get; } = [.. FuzzedReaders.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Sound_files_are_read_and_damaged_ones_read_or_refused_and_never_worse(string name)
    {
        using Reader reader = FuzzedReaders.All[name]();
        string?[] refusals = [.. reader.Seeds.Select(seed => Record.Exception(() => reader.Read(seed))?.Message)];
        refusals.Contains(null).ShouldBe(name != "heif");
        foreach (string refusal in refusals.OfType<string>())
            refusal.ShouldContain(s_refusedSeeds.GetValueOrDefault(name) ?? "no refusal at all");

        int refused = 0;
        var campaign = new Campaign(reader, Short);
        Task<List<Finding>> run = Task.Run(() =>
        {
            var findings = new List<Finding>();
            for (int index = 0; index < reader.ShortCampaign; index++)
            {
                if (campaign.Try(index, out bool wasRefused) is { } finding)
                    findings.Add(finding);
                refused += wasRefused ? 1 : 0;
            }

            return findings;
        });
        (await run.WaitAsync(LongestWait, TestContext.Current.CancellationToken)).ShouldBeEmpty();
        if (reader.Refusals.Count > 0)
            refused.ShouldBeGreaterThan(reader.ShortCampaign / 10); // the files are damaged
    }

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
