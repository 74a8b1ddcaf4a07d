namespace PerturbSeg.Training.Scoring;

/// <summary>Mean and covariance of the vectors of a sample, in float64.</summary>
/// <param name="Features">Fingerprint of the features.</param>
/// <param name="Mean">[D].</param>
/// <param name="Covariance">[D, D] in row-major order; the sum over N images is divided by N − 1.</param>
public sealed record FeatureStatistics(string Features, double[] Mean, double[] Covariance)
{
    private const int BatchSize = 512;

    /// <summary>D, the length of a vector.</summary>
    public int Dimensions => Mean.Length;

    /// <summary>The statistics of vectors.</summary>
    /// <param name="vectors">Of at least two images.</param>
    public static FeatureStatistics Of(FeatureVectors vectors)
    {
        ArgumentNullException.ThrowIfNull(vectors);
        var moments = new RunningMoments(vectors.Dimensions);
        for (int first = 0; first < vectors.Count; first += BatchSize)
        {
            using var batch = vectors.ToTensor(first, Math.Min(vectors.Count, first + BatchSize));
            moments.Add(batch);
        }

        return new FeatureStatistics(vectors.Features, moments.Mean, moments.Covariance());
    }
}
