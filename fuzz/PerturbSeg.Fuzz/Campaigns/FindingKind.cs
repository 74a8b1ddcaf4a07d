namespace PerturbSeg.Fuzz.Campaigns;

/// <summary>What a reader must not do.</summary>
internal enum FindingKind
{
    /// <summary>It threw what it does not say that it throws, or ended the process.</summary>
    Crash,

    /// <summary>It worked for longer than <see cref="Campaign.MostSeconds"/>.</summary>
    Hang,

    /// <summary>It took more memory than <see cref="Campaign.MostBytes"/>.</summary>
    Memory,
}
