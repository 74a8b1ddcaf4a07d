namespace PerturbSeg.Training.Scoring;

/// <summary>What generators are compared with: the vectors of photos and their statistics.</summary>
/// <param name="Vectors">[N, D].</param>
/// <param name="Statistics">Of those vectors.</param>
public sealed record ReferenceFeatures(FeatureVectors Vectors, FeatureStatistics Statistics)
{
    /// <summary>Vectors with their statistics.</summary>
    /// <param name="vectors">Of at least two images.</param>
    public static ReferenceFeatures Of(FeatureVectors vectors) => new(vectors, FeatureStatistics.Of(vectors));
}
