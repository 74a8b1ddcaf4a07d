using PerturbSeg.Torch;
using PerturbSeg.Torch.Operators;

namespace PerturbSeg.Training.Scoring;

/// <summary>
/// How far two samples of images lie apart, each taken for a normal distribution of feature vectors; on Inception features, the FID.
/// 0 when mean and covariance are equal. Small samples score too high, so compare equal numbers of images.
/// </summary>
/// <remarks>
/// Source: M. Heusel et al., GANs Trained by a Two Time-Scale Update Rule Converge to a Local Nash Equilibrium, NeurIPS 2017, equation 6;
/// D. C. Dowson, B. V. Landau, The Fréchet Distance between Multivariate Normal Distributions, J. Multivariate Analysis 12, 1982.
/// </remarks>
public static class FrechetDistance
{
    /// <summary>|μ₁ − μ₂|² + tr(C₁ + C₂ − 2 (C₁ C₂)^½), in float64: the squared distance that the literature reports.</summary>
    /// <param name="left">μ₁ and C₁.</param>
    /// <param name="right">μ₂ and C₂, of the same features.</param>
    /// <returns>From 0.</returns>
    /// <exception cref="ArgumentException">The features differ.</exception>
    public static double Between(FeatureStatistics left, FeatureStatistics right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        FeatureVectors.CheckComparable(left.Features, right.Features);
        double distance = 0;
        for (int i = 0; i < left.Dimensions; i++)
        {
            double shift = left.Mean[i] - right.Mean[i];
            int diagonal = i * (left.Dimensions + 1);
            distance += (shift * shift) + left.Covariance[diagonal] + right.Covariance[diagonal];
        }

        return Math.Max(0, distance - (2 * TraceOfRoot(left, right))); // rounding may get below 0
    }

    // tr (C₁ C₂)^½ = tr (R C₂ R)^½ with R = C₁^½: a symmetric matrix with the same eigenvalues, none below 0 but by rounding.
    private static double TraceOfRoot(FeatureStatistics left, FeatureStatistics right)
    {
        using var scope = new TensorScope();
        long[] shape = [left.Dimensions, left.Dimensions];
        (Tensor values, Tensor vectors) = SymmetricEigen.Decompose(Tensor.From<double>(left.Covariance, shape));
        Tensor root = (vectors * values.Clamp(0, double.MaxValue).Sqrt()).MatMul(vectors.Transpose(0, 1)); // [D, D]
        Tensor product = root.MatMul(Tensor.From<double>(right.Covariance, shape)).MatMul(root);
        Tensor symmetric = (product + product.Transpose(0, 1)) * 0.5;
        return SymmetricEigen.Values(symmetric).Clamp(0, double.MaxValue).Sqrt().ToArray<double>().Sum();
    }
}
