namespace PerturbSeg.Training.Logs;

/// <summary>What one step measured, or the mean over several steps.</summary>
/// <param name="DiscriminatorLoss">Loss of the discriminator: logistic, or, in the Wasserstein game, the difference of means.</param>
/// <param name="GeneratorLoss">Loss of the generator in that game, without the mask terms.</param>
/// <param name="PhotoLogit">Mean logit of photos.</param>
/// <param name="CompositeLogit">Mean logit of composites.</param>
/// <param name="Penalty">R1 (mean squared slope at photos) or the gradient penalty, unweighted; of the last step that computed it.</param>
/// <param name="Coverage">Mean of the shifted masks.</param>
/// <param name="SizeLoss">Size term, unweighted.</param>
/// <param name="BinaryLoss">Binary term, unweighted.</param>
/// <param name="PhotoSign">Mean sign of the photos' logits, in [−1, 1]: near 1 the discriminator is sure of every photo; late in a run, it knows them by heart.</param>
/// <param name="AugmentProbability">Chance of each augmentation of what the discriminator saw.</param>
/// <param name="PathLengthMean">Running mean of the generator's path lengths; 0 where they are not measured.</param>
public readonly record struct StepScalars(
    double DiscriminatorLoss,
    double GeneratorLoss,
    double PhotoLogit,
    double CompositeLogit,
    double Penalty,
    double Coverage,
    double SizeLoss,
    double BinaryLoss,
    double PhotoSign,
    double AugmentProbability,
    double PathLengthMean)
{
    /// <summary>How many figures there are.</summary>
    public const int Count = 11;

    /// <summary>Whether no figure is NaN or infinite.</summary>
    public bool IsFinite => Values.All(value => double.IsFinite(value.Value));

    /// <summary>The figures by name.</summary>
    public IReadOnlyList<(string Name, double Value)> Values =>
    [
        ("loss/discriminator", DiscriminatorLoss), ("loss/generator", GeneratorLoss), ("logit/photo", PhotoLogit),
        ("logit/composite", CompositeLogit), ("loss/penalty", Penalty), ("mask/coverage", Coverage), ("mask/size_loss", SizeLoss),
        ("mask/binary_loss", BinaryLoss), ("logit/photo_sign", PhotoSign), ("augment/probability", AugmentProbability),
        ("path_length/mean", PathLengthMean),
    ];

    /// <summary>The figures from an array in the order of the parameters.</summary>
    /// <param name="values"><see cref="Count"/> figures.</param>
    public static StepScalars From(ReadOnlySpan<double> values)
        => new(values[0], values[1], values[2], values[3], values[4], values[5], values[6], values[7], values[8], values[9], values[10]);
}
