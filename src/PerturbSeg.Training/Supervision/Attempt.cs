using PerturbSeg.Training.Runs;
using PerturbSeg.Training.Settings;

namespace PerturbSeg.Training.Supervision;

/// <summary>How one attempt ended.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Options">Its settings.</param>
/// <param name="Result">How its training ended.</param>
/// <param name="Lost">Whether its split was degenerate, so that another attempt was due.</param>
/// <param name="BackTo">Thousands of photos shown at the checkpoint of an attempt before it that it began with; null where it began anew.</param>
/// <param name="Score">What the judge said; null where there was no choice to make.</param>
public sealed record Attempt(int Number, TrainingOptions Options, TrainingResult Result, bool Lost, double? BackTo, double? Score = null);
