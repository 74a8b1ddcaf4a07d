namespace PerturbSeg.Training.Logs;

/// <summary>What is measured at one moment of a training run: losses, penalties, mask coverage, rates.</summary>
/// <param name="ImagesSeen">Real images shown to the discriminator since the run began; the step that curves are drawn over.</param>
/// <param name="Values">The values in the order to write them; names differ from each other and from "kimg".</param>
public sealed record TrainingScalars(long ImagesSeen, IReadOnlyList<(string Name, double Value)> Values)
{
    /// <summary>Thousands of real images seen, the field's unit of training length.</summary>
    public double Kimg => ImagesSeen / 1000.0;
}
