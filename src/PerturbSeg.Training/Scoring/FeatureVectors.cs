using PerturbSeg.Torch;

namespace PerturbSeg.Training.Scoring;

/// <summary>The vectors of a sample of images.</summary>
/// <param name="Features">Fingerprint of the features that made them: vectors of different features are not compared.</param>
/// <param name="Dimensions">D, the length of a vector.</param>
/// <param name="Values">[N, D] in row-major order.</param>
public sealed record FeatureVectors(string Features, int Dimensions, float[] Values)
{
    /// <summary>Images looked at side by side: what bounds memory.</summary>
    private const int BatchSize = 64;

    /// <summary>N, the number of images.</summary>
    public int Count => Values.Length / Dimensions;

    /// <summary>Draws images and looks at them.</summary>
    /// <param name="features">Look.</param>
    /// <param name="images">Drawn from.</param>
    /// <param name="count">How many images, from 1.</param>
    /// <param name="progress">Told the number of images after each batch.</param>
    /// <param name="cancellation">Ends the work between batches.</param>
    /// <exception cref="UserErrorException">The features cannot take such images, or give a value that is no number.</exception>
    public static FeatureVectors Of(
        IImageFeatures features, IImageSample images, int count, Action<int>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(features);
        ArgumentNullException.ThrowIfNull(images);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        float[] values = [];
        int dimensions = 0;
        for (int done = 0; done < count;)
        {
            cancellation.ThrowIfCancellationRequested();
            int here = Math.Min(BatchSize, count - done);
            using var scope = new TensorScope();
            float[] batch = features.Of(images.Next(here)).ToArray<float>(); // [here, D]
            if (!Array.TrueForAll(batch, float.IsFinite))
                throw new UserErrorException($"A feature of {features.Name} is infinite or not a number: the images, or the features, are broken; score another run or checkpoint.");
            if (done == 0)
                (dimensions, values) = (batch.Length / here, new float[(long)batch.Length / here * count]);
            batch.CopyTo(values, (long)done * dimensions);
            done += here;
            progress?.Invoke(done);
        }

        return new FeatureVectors(features.Fingerprint, dimensions, values);
    }

    /// <summary>Vectors as float64, so that differences of large sums lose nothing.</summary>
    /// <param name="first">The first vector.</param>
    /// <param name="end">The one after the last.</param>
    /// <returns>[end − first, D]; owned by the open scope.</returns>
    internal Tensor ToTensor(int first, int end)
    {
        using Tensor single = Tensor.From<float>(Values.AsSpan(first * Dimensions, (end - first) * Dimensions), [end - first, Dimensions]);
        return single.To(ScalarType.Float64);
    }

    /// <summary>Throws unless the vectors of two samples may be compared.</summary>
    internal static void CheckComparable(string left, string right)
    {
        if (left != right)
            throw new ArgumentException($"Features {left} and {right} differ: their scores have nothing to do with each other.");
    }
}
