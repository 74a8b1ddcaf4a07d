namespace PerturbSeg.Fuzz.Serving;

/// <summary>What became of a request.</summary>
/// <param name="Began">When it was sent, as <see cref="System.Diagnostics.Stopwatch"/> counts.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="Status">The status of the answer; null where there was none, or only a part of it.</param>
internal sealed record Answer(long Began, double Seconds, int? Status);
