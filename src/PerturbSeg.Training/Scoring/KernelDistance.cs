using PerturbSeg.Torch;

namespace PerturbSeg.Training.Scoring;

/// <summary>
/// The squared maximum mean discrepancy of two samples under the kernel (x·y / D + 1)³; on Inception features, the KID. Unbiased: its mean
/// does not depend on the number of images, and that of two samples of one distribution is 0, so single values may be below.
/// </summary>
/// <param name="Mean">The mean over blocks of images.</param>
/// <param name="Deviation">The standard deviation over the blocks.</param>
/// <param name="Blocks">How many blocks; no image is in two.</param>
/// <remarks>Source: M. Bińkowski et al., Demystifying MMD GANs, ICLR 2018, section 4 and equation 4.</remarks>
public sealed record KernelDistance(double Mean, double Deviation, int Blocks)
{
    /// <summary>The fewest images of either sample: two blocks of two.</summary>
    public const int FewestImages = 4;

    private const int BlockSize = 500;

    /// <summary>The distance, block by block, in float64.</summary>
    /// <param name="left">A sample in random order, of <see cref="FewestImages"/> or more.</param>
    /// <param name="right">Another, of the same features.</param>
    /// <returns>Mean and deviation over blocks of 500 images, or two of what there is.</returns>
    /// <exception cref="ArgumentException">The features differ, or there are too few images.</exception>
    public static KernelDistance Between(FeatureVectors left, FeatureVectors right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        FeatureVectors.CheckComparable(left.Features, right.Features);
        int count = Math.Min(left.Count, right.Count);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, FewestImages, nameof(left));
        int size = Math.Min(BlockSize, count / 2);
        double[] blocks = new double[count / size];
        for (int i = 0; i < blocks.Length; i++)
        {
            using var scope = new TensorScope();
            blocks[i] = Block(left.ToTensor(i * size, (i + 1) * size), right.ToTensor(i * size, (i + 1) * size));
        }

        double mean = blocks.Average();
        return new KernelDistance(mean, Math.Sqrt(blocks.Sum(block => (block - mean) * (block - mean)) / (blocks.Length - 1)), blocks.Length);
    }

    private static double Block(Tensor left, Tensor right)
    {
        double size = left.Shape[0];
        double pairs = size * (size - 1);
        return (SumOfOthers(left) / pairs) + (SumOfOthers(right) / pairs) - (2 * Sum(Kernel(left, right)) / (size * size));
    }

    // Over all pairs of different vectors: a vector beside itself would bias the sum.
    private static double SumOfOthers(Tensor vectors)
        => Sum(Kernel(vectors, vectors)) - Sum(Cube((vectors * vectors).Sum([1]), vectors.Shape[1]));

    private static Tensor Kernel(Tensor left, Tensor right) => Cube(left.MatMul(right.Transpose(0, 1)), left.Shape[1]);

    private static Tensor Cube(Tensor products, long dimensions)
    {
        Tensor affine = (products * (1.0 / dimensions)) + 1.0;
        return affine * affine * affine;
    }

    private static double Sum(Tensor values) => values.Sum().ToArray<double>()[0];
}
