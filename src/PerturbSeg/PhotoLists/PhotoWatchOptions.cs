using PerturbSeg.Photos;

namespace PerturbSeg.PhotoLists;

/// <summary>How <see cref="PhotoWatch"/> watches, and who is told.</summary>
public sealed record PhotoWatchOptions
{
    /// <summary>The time from one look to the next.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long an unreadable file must stay as it is before it is told of: until then it may be that somebody still writes it.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Told of each photo whose files were written.</summary>
    public Action<PhotoTask>? Segmented { get; init; }

    /// <summary>Told of each photo that cannot be read, or whose files cannot be written.</summary>
    public Action<SkippedPhoto>? Skipped { get; init; }
}
