using PerturbSeg.Training;

namespace PerturbSeg.Supervision;

/// <summary>A candidate of a <see cref="MinMaskSearch"/>.</summary>
/// <param name="MinMask">η, the smallest share of the image that an object may take.</param>
/// <param name="Result">How its training ended.</param>
/// <param name="Score">What the judge said, in [0, 1], more is better; null where time was over before, or the search was ended.</param>
public sealed record MinMaskTrial(double MinMask, TrainingResult Result, double? Score = null);
