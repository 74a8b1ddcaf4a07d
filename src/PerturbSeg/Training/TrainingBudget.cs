namespace PerturbSeg.Training;

/// <summary>When a training ends: whichever comes first.</summary>
/// <param name="Images">Photos shown since the run began.</param>
/// <param name="Time">Time spent in this call.</param>
public sealed record TrainingBudget(long Images = long.MaxValue, TimeSpan? Time = null);
