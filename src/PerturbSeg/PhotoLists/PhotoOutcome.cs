namespace PerturbSeg.PhotoLists;

/// <summary>What became of a photo.</summary>
/// <param name="Files">The files that were written.</param>
internal sealed record PhotoOutcome(IReadOnlyList<string> Files)
{
    /// <summary>How doubtful its mask is; null where it was passed over or not judged.</summary>
    public double? Doubt { get; init; }

    /// <summary>Why it was passed over, without a full stop; null where all its files were written.</summary>
    public string? Problem { get; init; }

    /// <summary>Whether it could be read; what was passed over then could not be written.</summary>
    public bool IsRead { get; init; } = true;
}
