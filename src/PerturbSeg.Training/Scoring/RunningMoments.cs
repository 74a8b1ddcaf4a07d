using PerturbSeg.Torch;

namespace PerturbSeg.Training.Scoring;

/// <summary>
/// Mean and covariance of vectors that come in batches, in one pass. Batches are centred before they are squared, so that a mean that is
/// large beside the deviations costs no digits.
/// </summary>
/// <remarks>Source: T. F. Chan, G. H. Golub, R. J. LeVeque, Algorithms for Computing the Sample Variance, The American Statistician 37, 1983.</remarks>
/// <param name="dimensions">D, the length of a vector.</param>
public sealed class RunningMoments(int dimensions)
{
    private readonly double[] _scatter = new double[dimensions * dimensions];

    /// <summary>Vectors added so far.</summary>
    public long Count { get; private set; }

    /// <summary>Their mean, [D]; zero before the first.</summary>
    public double[] Mean { get; } = new double[dimensions];

    /// <summary>Adds a batch.</summary>
    /// <param name="vectors">[n, D], in float64.</param>
    public void Add(Tensor vectors)
    {
        ArgumentNullException.ThrowIfNull(vectors);
        using var scope = new TensorScope();
        long added = vectors.Shape[0];
        ShapeMismatchException.ThrowUnless(vectors, nameof(vectors), added, Mean.Length);
        if (added == 0)
            return;
        Tensor mean = vectors.Mean([0], keep: true); // [1, D]
        Tensor centred = vectors - mean;
        double[] scatter = centred.Transpose(0, 1).MatMul(centred).ToArray<double>(); // [D, D]
        double[] shift = mean.ToArray<double>();
        for (int i = 0; i < shift.Length; i++)
            shift[i] -= Mean[i];
        double weight = (double)added / (Count + added);
        for (int row = 0; row < shift.Length; row++)
        {
            double scaled = shift[row] * Count * weight;
            int start = row * shift.Length;
            for (int column = 0; column < shift.Length; column++)
                _scatter[start + column] += scatter[start + column] + (scaled * shift[column]);
        }

        for (int i = 0; i < shift.Length; i++)
            Mean[i] += shift[i] * weight;
        Count += added;
    }

    /// <summary>The covariance, [D, D] in row-major order: sums divided by the number of vectors less one.</summary>
    /// <exception cref="InvalidOperationException">Fewer than two vectors were added.</exception>
    public double[] Covariance()
        => Count >= 2
            ? Array.ConvertAll(_scatter, sum => sum / (Count - 1))
            : throw new InvalidOperationException($"A covariance needs two vectors, got {Count}.");
}
