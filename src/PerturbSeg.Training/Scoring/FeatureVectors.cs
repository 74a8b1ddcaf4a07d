using PerturbSeg.Photos;
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

    /// <summary>How many batches so many images are: what workers share.</summary>
    /// <param name="images">From 1.</param>
    public static int BatchesOf(int images) => (images + BatchSize - 1) / BatchSize;

    /// <summary>How many of so many images a worker looks at.</summary>
    internal static int ImagesOf(int images, WorkShard part) => part.Of(Sizes(images)).Sum();

    /// <summary>Draws images and looks at them.</summary>
    /// <param name="features">Look.</param>
    /// <param name="images">Drawn from.</param>
    /// <param name="count">How many images, from 1.</param>
    /// <param name="progress">Told the number of images after each batch.</param>
    /// <param name="cancellation">Ends the work between batches.</param>
    /// <exception cref="UserErrorException">The features cannot take such images, or give a value that is no number.</exception>
    public static FeatureVectors Of(
        IImageFeatures features, IImageSample images, int count, Action<int>? progress = null, CancellationToken cancellation = default)
        => Of(features, images, count, WorkShard.Whole, progress, cancellation);

    /// <summary>Draws one worker's part of images and looks at them: whole batches, the same as without parts.</summary>
    /// <param name="features">Look.</param>
    /// <param name="images">Drawn from.</param>
    /// <param name="count">How many images there are for all workers, from 1.</param>
    /// <param name="part">The part, of <see cref="BatchesOf"/> batches.</param>
    /// <param name="progress">Told the number of images after each batch.</param>
    /// <param name="cancellation">Ends the work between batches.</param>
    /// <exception cref="UserErrorException">The features cannot take such images, or give a value that is no number.</exception>
    internal static FeatureVectors Of(
        IImageFeatures features, IImageSample images, int count, WorkShard part, Action<int>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(features);
        ArgumentNullException.ThrowIfNull(images);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        int[] sizes = Sizes(count), own = [.. part.Of(Enumerable.Range(0, sizes.Length))];
        ArgumentOutOfRangeException.ThrowIfZero(own.Length, nameof(part));
        float[] values = [];
        int dimensions = 0, done = 0, total = ImagesOf(count, part);
        for (int batch = 0; done < total; batch++)
        {
            if (!own.Contains(batch))
            {
                images.Skip(sizes[batch]);
                continue;
            }

            cancellation.ThrowIfCancellationRequested();
            using var scope = new TensorScope();
            float[] seen = features.Of(images.Next(sizes[batch])).ToArray<float>(); // [size, D]
            if (!Array.TrueForAll(seen, float.IsFinite))
                throw new UserErrorException($"A feature of {features.Name} is infinite or not a number: the images, or the features, are broken; score another run or checkpoint.");
            if (done == 0)
                (dimensions, values) = (seen.Length / sizes[batch], new float[(long)seen.Length / sizes[batch] * total]);
            seen.CopyTo(values, (long)done * dimensions);
            done += sizes[batch];
            progress?.Invoke(done);
        }

        return new FeatureVectors(features.Fingerprint, dimensions, values);
    }

    /// <summary>The vectors of all images, in order, of the parts that workers looked at.</summary>
    /// <param name="parts">By number, of the same features.</param>
    /// <exception cref="FormatException">They are not parts of one sample.</exception>
    internal static FeatureVectors Join(IReadOnlyList<FeatureVectors> parts)
    {
        FeatureVectors first = parts[0];
        if (parts.Any(part => (part.Features, part.Dimensions) != (first.Features, first.Dimensions)))
            throw new FormatException("they are of different features");
        int count = parts.Sum(part => part.Count);
        ArraySegment<float>[] batches = [.. WorkShard.Join([.. parts.Select(part => part.Batches().ToArray())])];
        return batches.Select(batch => batch.Count / first.Dimensions).SequenceEqual(Sizes(count))
            ? first with { Values = [.. batches.SelectMany(batch => batch)] }
            : throw new FormatException($"they are not the batches of {count} images");
    }

    private static int[] Sizes(int images) => [.. Enumerable.Range(0, BatchesOf(images)).Select(batch => Math.Min(BatchSize, images - (batch * BatchSize)))];

    private IEnumerable<ArraySegment<float>> Batches()
    {
        int first = 0;
        foreach (int size in Sizes(Count))
        {
            yield return new ArraySegment<float>(Values, first * Dimensions, size * Dimensions);
            first += size;
        }
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
