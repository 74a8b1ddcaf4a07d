using System.Text.Json.Serialization;

namespace PerturbSeg.Fuzz.Campaigns;

/// <summary>A damaged file on which a reader did what it must not.</summary>
/// <param name="Kind">What it did.</param>
/// <param name="Index">The number of the file in its campaign.</param>
/// <param name="What">The exception and where it came from, or figures; alike for the same cause.</param>
internal sealed record Finding(FindingKind Kind, long Index, string What)
{
    /// <summary>Whether others of the same words have the same cause: those of an exception do, those of a process that ended, of time and of memory need not.</summary>
    [JsonIgnore]
    public bool TellsItsCause => Kind == FindingKind.Crash && What.Contains(" in ", StringComparison.Ordinal);
}
