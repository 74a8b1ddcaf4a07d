namespace PerturbSeg.Training.PackedSets;

/// <summary>How batches are drawn from packed sets.</summary>
public sealed record BatchOptions
{
    /// <summary>The number of photos in a batch, from 1.</summary>
    public required int BatchSize { get; init; }

    /// <summary>What the order, the crops and the mirroring depend on.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Whether half of the photos, at random, are mirrored left to right.</summary>
    public bool Mirror { get; init; } = true;

    /// <summary>Whether the photos' masks come along, cropped and mirrored as they are; the sets must have them.</summary>
    public bool Masks { get; init; }

    /// <summary>How many photos were drawn before, from 0: where a resumed training goes on, with batches of this size or another.</summary>
    public long FirstImage { get; init; }

    /// <summary>Which share of larger batches these are: photos rank, rank + size, rank + 2 · size, … of <c>size</c> times as many.</summary>
    public (int Rank, int Size) Share { get; init; } = (0, 1);

    /// <summary>How many batches are made ahead, from 1.</summary>
    public int Ahead { get; init; } = 3;
}
