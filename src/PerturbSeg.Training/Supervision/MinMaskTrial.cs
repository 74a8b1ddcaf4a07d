using PerturbSeg.Training.Fitting;
using PerturbSeg.Training.Runs;

namespace PerturbSeg.Training.Supervision;

/// <summary>A candidate of a <see cref="MinMaskSearch"/>.</summary>
/// <param name="MinMask">η, the smallest share of the image that an object may take.</param>
/// <param name="Result">How its training ended.</param>
/// <param name="Consistency">What the judge said; null where time was over before, or the search was ended.</param>
public sealed record MinMaskTrial(double MinMask, TrainingResult Result, PhotoConsistency? Consistency = null);
