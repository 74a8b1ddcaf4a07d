namespace PerturbSeg.Training.Losses;

/// <summary>The loss of both players with the penalty on the discriminator's slope that goes with it.</summary>
public enum AdversarialGame
{
    /// <summary><see cref="LogisticLoss"/> with <see cref="R1Penalty"/>.</summary>
    Logistic,

    /// <summary><see cref="WassersteinLoss"/> with <see cref="GradientPenalty"/>: the published setting.</summary>
    Wasserstein,
}
