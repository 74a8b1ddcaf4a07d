using PerturbSeg.Masks;

namespace PerturbSeg.Metrics;

/// <summary>
/// The F-measure of outlines: precision is the share of the predicted mask's boundary pixels with a true one near by, recall the share of
/// the true ones with a predicted one near by. Near by is within .8 % of the photo's diagonal, rounded up to whole pixels.
/// </summary>
/// <remarks>
/// Source: F. Perazzi et al., A Benchmark Dataset and Evaluation Methodology for Video Object Segmentation, CVPR 2016, section 4.1, which
/// replaces the assignment of D. Martin et al., Learning to Detect Natural Image Boundaries, PAMI 2004, by dilation with a disc. A boundary
/// pixel is one that differs from its right, lower or lower right neighbour, so that the frame is no boundary. Only boundary pixels
/// ask for the other outline: columns hold the vertical distance to it, and a disc is looked through column by column.
/// </remarks>
public sealed class BoundaryF
{
    /// <summary>The tolerance as a share of the photo's diagonal.</summary>
    public const double Tolerance = 0.008;

    private const int Far = int.MaxValue / 2;

    private bool[] _predicted = [];
    private bool[] _actual = [];
    private int[] _distances = [];

    /// <summary>Compares the outlines of two masks. Buffers are kept for the next call.</summary>
    /// <param name="prediction">The mask to score, [height, width], in [0, 1]; object from <see cref="BinaryMask.Threshold"/> on.</param>
    /// <param name="truth">The true mask, [height, width], 255 = object.</param>
    /// <param name="width">Pixels a row, at least 1.</param>
    /// <param name="height">Rows, at least 1.</param>
    /// <returns>2 · precision · recall / (precision + recall), in [0, 1]. 1 when neither mask has an outline; 0 when one of them alone has none.</returns>
    /// <exception cref="ArgumentException">A mask is not width × height pixels.</exception>
    public double Of(ReadOnlySpan<float> prediction, ReadOnlySpan<byte> truth, int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        int pixels = truth.Length;
        if (pixels != (long)width * height || prediction.Length != pixels)
            throw new ArgumentException($"Expected masks of {width} × {height} pixels, got {prediction.Length} and {pixels} pixels.");
        Reserve(pixels);
        Span<bool> predicted = _predicted.AsSpan(0, pixels), actual = _actual.AsSpan(0, pixels);
        for (int i = 0; i < pixels; i++)
        {
            predicted[i] = BinaryMask.IsObject(prediction[i]);
            actual[i] = BinaryMask.IsObject(truth[i]);
        }

        ToBoundary(predicted, width, height);
        ToBoundary(actual, width, height);
        int radius = (int)Math.Ceiling(Tolerance * Math.Sqrt(((double)width * width) + ((double)height * height)));
        (int near, int length) = Match(predicted, actual, width, radius);
        (int found, int trueLength) = Match(actual, predicted, width, radius);
        if (length == 0 || trueLength == 0)
            return length == trueLength ? 1 : 0;
        double precision = (double)near / length, recall = (double)found / trueLength;
        return near == 0 ? 0 : 2 * precision * recall / (precision + recall);
    }

    /// <summary>Replaces a mask by its boundary, in place: each pixel looks only at pixels that come after it.</summary>
    private static void ToBoundary(Span<bool> mask, int width, int height)
    {
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                int i = (y * width) + x;
                bool right = x + 1 < width, below = y + 1 < height;
                mask[i] = (right && mask[i] != mask[i + 1]) || (below && mask[i] != mask[i + width]) || (right && below && mask[i] != mask[i + width + 1]);
            }
        }
    }

    /// <summary>Counts the pixels of an outline, and those of them within a radius of another outline.</summary>
    private (int Near, int All) Match(ReadOnlySpan<bool> outline, ReadOnlySpan<bool> other, int width, int radius)
    {
        MeasureColumns(other, width);
        int near = 0, all = 0;
        for (int i = 0; i < outline.Length; i++)
        {
            if (!outline[i])
                continue;
            all++;
            int x = i % width, last = Math.Min(width - 1 - x, radius);
            for (int dx = Math.Max(-x, -radius); dx <= last; dx++)
            {
                long dy = _distances[i + dx];
                if ((dx * dx) + (dy * dy) > radius * radius)
                    continue;
                near++;
                break;
            }
        }

        return (near, all);
    }

    /// <summary>Fills in how many pixels above or below each pixel the nearest one of an outline lies.</summary>
    private void MeasureColumns(ReadOnlySpan<bool> outline, int width)
    {
        for (int i = 0; i < outline.Length; i++)
            _distances[i] = outline[i] ? 0 : i < width ? Far : Math.Min(Far, _distances[i - width] + 1);
        for (int i = outline.Length - 1 - width; i >= 0; i--)
            _distances[i] = Math.Min(_distances[i], _distances[i + width] + 1);
    }

    private void Reserve(int pixels)
    {
        if (_distances.Length >= pixels)
            return;
        _predicted = new bool[pixels];
        _actual = new bool[pixels];
        _distances = new int[pixels];
    }
}
