namespace PerturbSeg.Reliability;

/// <summary>A command that is killed, and what must come of it in the end.</summary>
/// <param name="Name">The verb.</param>
/// <param name="Share">Its share of all kills.</param>
/// <param name="Prepare">Fills a fresh folder with what the command needs.</param>
/// <param name="Arguments">The command line, given the folder: that which a user would type to begin or to go on.</param>
/// <param name="Same">The files, as patterns, that must have the same bytes in the end as without kills.</param>
internal sealed record KilledCommand(string Name, double Share, Action<string> Prepare, Func<string, string[]> Arguments, string[] Same)
{
    /// <summary>How long it takes without kills.</summary>
    public TimeSpan Longest { get; set; }

    /// <summary>The files of <see cref="Same"/> without kills.</summary>
    public SortedDictionary<string, byte[]> Whole { get; set; } = [];

    /// <summary>Kills of this command.</summary>
    public int Kills { get; set; }

    /// <summary>How often it was run on to its end.</summary>
    public int Ends { get; set; }

    /// <summary>What went wrong, in sentences.</summary>
    public List<string> Failures { get; } = [];
}
