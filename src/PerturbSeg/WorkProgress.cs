namespace PerturbSeg;

/// <summary>How far a piece of long work has come.</summary>
/// <param name="Done">Units done so far.</param>
/// <param name="Total">Units in all, or 0 while that is unknown.</param>
/// <param name="Note">A few words to show beside, such as a loss or a count of skipped photos.</param>
public readonly record struct WorkProgress(long Done, long Total, string? Note = null);
