using PerturbSeg.Training.Fitting;

namespace PerturbSeg.Web.Teach;

/// <summary>How far a lesson has come.</summary>
/// <param name="IsRunning">Whether one is going on.</param>
/// <param name="Done">Steps taken.</param>
/// <param name="Steps">Steps that it takes.</param>
/// <param name="Result">What the last one gave; null before there was one, and where it failed.</param>
/// <param name="Skipped">Decisions that could not be used, a sentence each.</param>
/// <param name="Problem">Why the last one failed; null where it did not.</param>
internal sealed record TeachingState(bool IsRunning, long Done, int Steps, CorrectionResult? Result, IReadOnlyList<string> Skipped, string? Problem);
