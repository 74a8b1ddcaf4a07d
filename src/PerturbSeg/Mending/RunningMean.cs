using System.Runtime.CompilerServices;

namespace PerturbSeg.Mending;

/// <summary>
/// The mean of the square around each pixel, or of what of it is inside the image: row after row, at a cost and in memory that do not depend
/// on how many rows there are.
/// </summary>
internal sealed class RunningMean
{
    private readonly int _height;
    private readonly int _radius;
    private readonly float[][] _rows;
    private readonly double[] _sums;
    private int _taken;
    private int _given;

    /// <summary>Prepares an image.</summary>
    /// <param name="width">Values a row, from 1.</param>
    /// <param name="height">Rows, from 1.</param>
    /// <param name="radius">Pixels from the middle of the square to its edge, from 0.</param>
    public RunningMean(int width, int height, int radius)
    {
        (_height, _radius) = (height, radius);
        _rows = new float[(2 * radius) + 1][];
        for (int i = 0; i < _rows.Length; i++)
            _rows[i] = new float[width];
        _sums = new double[width];
    }

    /// <summary>How many rows have to be taken before the next one can be given.</summary>
    public int Wanted => Math.Min(_given + _radius + 1, _height) - _taken;

    /// <summary>Takes the next row.</summary>
    /// <param name="row">[width].</param>
    public void Take(ReadOnlySpan<float> row)
    {
        float[] kept = _rows[_taken++ % _rows.Length];
        Across(row, kept);
        for (int x = 0; x < kept.Length; x++)
            _sums[x] += kept[x];
    }

    /// <summary>Gives the next row of means; as many as <see cref="Wanted"/> said were taken before.</summary>
    /// <param name="means">[width].</param>
    public void Give(Span<float> means)
    {
        int first = Math.Max(_given - _radius, 0), last = Math.Min(_given + _radius, _height - 1);
        double share = 1.0 / (last - first + 1);
        for (int x = 0; x < means.Length; x++)
            means[x] = (float)(_sums[x] * share);
        if (_given - _radius >= 0)
        {
            float[] gone = _rows[(_given - _radius) % _rows.Length];
            for (int x = 0; x < gone.Length; x++)
                _sums[x] -= gone[x];
        }

        _given++;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Across(ReadOnlySpan<float> row, Span<float> means)
    {
        int length = row.Length;
        double sum = 0;
        for (int i = 0; i < length + _radius; i++)
        {
            if (i < length)
                sum += row[i];
            int gone = i - (2 * _radius) - 1, middle = i - _radius;
            if (gone >= 0)
                sum -= row[gone];
            if (middle >= 0)
                means[middle] = (float)(sum / (Math.Min(middle + _radius, length - 1) - Math.Max(middle - _radius, 0) + 1));
        }
    }
}
