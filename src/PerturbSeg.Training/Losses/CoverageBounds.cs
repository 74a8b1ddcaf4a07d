namespace PerturbSeg.Training.Losses;

/// <summary>How much of the image an object of a kind takes.</summary>
/// <param name="Smallest">η, in (0, 1).</param>
/// <param name="Largest">The largest share, in (0, 1].</param>
public readonly record struct CoverageBounds(double Smallest, double Largest);
