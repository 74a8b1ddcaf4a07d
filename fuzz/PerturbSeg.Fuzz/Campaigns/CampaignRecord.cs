using System.Text.Json;

namespace PerturbSeg.Fuzz.Campaigns;

/// <summary>How far a campaign on a reader has come, and what it found: a JSON file that the next call goes on from.</summary>
internal sealed record CampaignRecord
{
    private static readonly JsonSerializerOptions Form = new() { WriteIndented = true };

    /// <summary>The reader's name.</summary>
    public required string Reader { get; init; }

    /// <summary>The number of the campaign.</summary>
    public required int Campaign { get; init; }

    /// <summary>Files that were read.</summary>
    public long Files { get; set; }

    /// <summary>Files that were refused as documented.</summary>
    public long Refused { get; set; }

    /// <summary>Seconds on processors.</summary>
    public double Seconds { get; set; }

    /// <summary>The most memory of a process that read them, in megabytes.</summary>
    public long PeakMegabytes { get; set; }

    /// <summary>The first finding of each exception, and all others, whose words do not tell causes apart.</summary>
    public List<Finding> Findings { get; init; } = [];

    /// <summary>Reads a record.</summary>
    /// <param name="folder">The state folder.</param>
    /// <param name="reader">The reader's name.</param>
    /// <param name="campaign">The number of the campaign.</param>
    /// <returns>An empty one where nothing was begun.</returns>
    public static CampaignRecord Read(string folder, string reader, int campaign)
    {
        string path = PathIn(folder, reader, campaign);
        return File.Exists(path)
            ? JsonSerializer.Deserialize<CampaignRecord>(File.ReadAllText(path), Form)!
            : new CampaignRecord { Reader = reader, Campaign = campaign };
    }

    /// <summary>Writes it; the file appears whole or not at all.</summary>
    /// <param name="folder">The state folder.</param>
    public void Save(string folder)
    {
        Directory.CreateDirectory(folder);
        string path = PathIn(folder, Reader, Campaign);
        File.WriteAllText(path + ".new", JsonSerializer.Serialize(this, Form) + "\n");
        File.Move(path + ".new", path, overwrite: true);
    }

    /// <summary>Adds a finding, unless one of the same exception is there.</summary>
    /// <param name="finding">The finding.</param>
    public void Add(Finding finding)
    {
        if (!Findings.Any(known => known.Index == finding.Index || (finding.TellsItsCause && (known.Kind, known.What) == (finding.Kind, finding.What))))
            Findings.Add(finding);
    }

    private static string PathIn(string folder, string reader, int campaign) => Path.Combine(folder, $"{reader}-{campaign}.json");
}
