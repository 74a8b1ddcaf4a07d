using PerturbSeg.Torch;

namespace PerturbSeg.Training.Scoring;

/// <summary>
/// What share of painted images could be photos, and what share of photos could be painted. A sample's images reach as far as their third
/// nearest neighbour in the sample; an image could be of the sample when it lies within reach of one of them.
/// </summary>
/// <param name="Precision">The share of painted images within reach of a photo, in [0, 1].</param>
/// <param name="Recall">The share of photos within reach of a painted image, in [0, 1].</param>
/// <remarks>Source: T. Kynkäänniemi et al., Improved Precision and Recall Metric for Assessing Generative Models, NeurIPS 2019, k = 3.</remarks>
public sealed record PrecisionRecall(double Precision, double Recall)
{
    /// <summary>k: which neighbour sets the reach.</summary>
    public const int Neighbour = 3;

    private const int RowsAtOnce = 256;

    /// <summary>Compares, in float64.</summary>
    /// <param name="photos">More than <see cref="Neighbour"/>.</param>
    /// <param name="painted">More than <see cref="Neighbour"/>, of the same features.</param>
    /// <exception cref="ArgumentException">The features differ, or there are too few images.</exception>
    public static PrecisionRecall Between(FeatureVectors photos, FeatureVectors painted)
    {
        ArgumentNullException.ThrowIfNull(photos);
        ArgumentNullException.ThrowIfNull(painted);
        FeatureVectors.CheckComparable(photos.Features, painted.Features);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(photos.Count, Neighbour, nameof(photos));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(painted.Count, Neighbour, nameof(painted));
        return new PrecisionRecall(ShareWithin(painted, photos), ShareWithin(photos, painted));
    }

    // The share of images within reach of one of the sample.
    private static double ShareWithin(FeatureVectors images, FeatureVectors sample)
    {
        using var scope = new TensorScope();
        Tensor all = sample.ToTensor(0, sample.Count); // [N, D]
        Tensor reach = ForRows(sample, all, distances => distances.KthSmallest(Neighbour + 1, 1)); // an image is its own nearest
        Tensor within = ForRows(images, all, distances => (distances <= reach).Any(1));
        return within.To(ScalarType.Float64).Mean().ToArray<double>()[0];
    }

    // What is made of the squared distances of every row to all vectors, [rows, N] to [rows], a few rows at once.
    private static Tensor ForRows(FeatureVectors rows, Tensor all, Func<Tensor, Tensor> reduce)
    {
        Tensor across = all.Transpose(0, 1) * 2.0, squares = SquaredLengths(all); // [D, N], [N]
        var parts = new List<Tensor>();
        for (int first = 0; first < rows.Count; first += RowsAtOnce)
        {
            using var scope = new TensorScope();
            Tensor some = rows.ToTensor(first, Math.Min(rows.Count, first + RowsAtOnce));
            parts.Add(scope.MoveOut(reduce(SquaredLengths(some).Reshape(-1, 1) + squares - some.MatMul(across))));
        }

        return Tensor.Concatenate([.. parts], 0);
    }

    private static Tensor SquaredLengths(Tensor vectors) => vectors.Square().Sum([1]);
}
