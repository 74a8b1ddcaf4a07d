namespace PerturbSeg.Fuzz.Campaigns;

/// <summary>A damaged file on which a reader did what it must not.</summary>
/// <param name="Kind">What it did.</param>
/// <param name="Index">The number of the file in its campaign.</param>
/// <param name="What">The exception and where it came from, or figures; alike for the same cause.</param>
internal sealed record Finding(FindingKind Kind, long Index, string What);
