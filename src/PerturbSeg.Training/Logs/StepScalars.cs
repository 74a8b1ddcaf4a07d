namespace PerturbSeg.Training.Logs;

/// <summary>What one step measured, or the mean over several steps.</summary>
/// <param name="DiscriminatorLoss">Loss of the discriminator: logistic, or, in the Wasserstein game, the difference of means.</param>
/// <param name="GeneratorLoss">Loss of the generator in that game, without <paramref name="Terms"/>.</param>
/// <param name="PhotoLogit">Mean logit of photos.</param>
/// <param name="CompositeLogit">Mean logit of composites.</param>
/// <param name="Penalty">R1 (mean squared slope at photos) or the gradient penalty, unweighted; of the last step that computed it.</param>
/// <param name="Coverage">Mean of the shifted masks.</param>
/// <param name="PhotoSign">Mean sign of the photos' logits, in [−1, 1]: near 1 the discriminator is sure of every photo; late in a run, it knows them by heart.</param>
/// <param name="AugmentProbability">Chance of each augmentation of what the discriminator saw.</param>
/// <param name="PathLengthMean">Running mean of the generator's path lengths; 0 where they are not measured.</param>
/// <param name="Terms">The other terms of the generator's loss that had a weight, unweighted, by their names in the logs.</param>
public readonly record struct StepScalars(
    double DiscriminatorLoss,
    double GeneratorLoss,
    double PhotoLogit,
    double CompositeLogit,
    double Penalty,
    double Coverage,
    double PhotoSign,
    double AugmentProbability,
    double PathLengthMean,
    IReadOnlyList<(string Name, double Value)> Terms)
{
    /// <summary>How many figures there are beside <see cref="Terms"/>.</summary>
    public const int Count = 9;

    /// <summary>Whether no figure is NaN or infinite.</summary>
    public bool IsFinite => Values.All(value => double.IsFinite(value.Value));

    /// <summary>The figures by name, <see cref="Terms"/> last.</summary>
    public IReadOnlyList<(string Name, double Value)> Values =>
    [
        ("loss/discriminator", DiscriminatorLoss), ("loss/generator", GeneratorLoss), ("logit/photo", PhotoLogit),
        ("logit/composite", CompositeLogit), ("loss/penalty", Penalty), ("mask/coverage", Coverage), ("logit/photo_sign", PhotoSign),
        ("augment/probability", AugmentProbability), ("path_length/mean", PathLengthMean), .. Terms ?? [],
    ];

    /// <summary>The figures from an array in the order of the parameters.</summary>
    /// <param name="values"><see cref="Count"/> figures.</param>
    /// <param name="terms">The terms.</param>
    public static StepScalars From(ReadOnlySpan<double> values, IReadOnlyList<(string Name, double Value)> terms)
        => new(values[0], values[1], values[2], values[3], values[4], values[5], values[6], values[7], values[8], terms);

    /// <summary>Whether all figures are equal.</summary>
    /// <param name="other">Others.</param>
    public bool Equals(StepScalars other) => Values.SequenceEqual(other.Values);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(DiscriminatorLoss, GeneratorLoss, PhotoLogit);
}
