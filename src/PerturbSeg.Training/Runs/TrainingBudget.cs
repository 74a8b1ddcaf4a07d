namespace PerturbSeg.Training.Runs;

/// <summary>When a training ends: whichever comes first.</summary>
/// <param name="Images">Photos shown since the run began.</param>
/// <param name="Time">Time spent in this call.</param>
/// <param name="PauseAt">Photos shown since the run began at which a call returns before the budget is spent.</param>
public sealed record TrainingBudget(long Images = long.MaxValue, TimeSpan? Time = null, long PauseAt = long.MaxValue);
