using System.Numerics.Tensors;
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
    private readonly double[][] _rows;
    private readonly double[] _sums;
    private readonly double[] _shares;
    private int _taken;
    private int _given;

    /// <summary>Prepares an image.</summary>
    /// <param name="width">Values a row, from 1.</param>
    /// <param name="height">Rows, from 1.</param>
    /// <param name="radius">Pixels from the middle of the square to its edge, from 0.</param>
    public RunningMean(int width, int height, int radius)
    {
        (_height, _radius) = (height, radius);
        _rows = new double[Math.Min((2 * radius) + 1, height)][];
        for (int i = 0; i < _rows.Length; i++)
            _rows[i] = new double[width];
        _sums = new double[width];
        _shares = new double[width];
        for (int x = 0; x < width; x++)
            _shares[x] = 1.0 / (Math.Min(x + radius, width - 1) - Math.Max(x - radius, 0) + 1);
    }

    /// <summary>How many rows have to be taken before the next one can be given.</summary>
    public int Wanted => Math.Min(_given + _radius + 1, _height) - _taken;

    /// <summary>Takes the next row.</summary>
    /// <param name="row">[width].</param>
    public void Take(ReadOnlySpan<float> row)
    {
        double[] kept = _rows[_taken++ % _rows.Length];
        Across(row, kept);
        TensorPrimitives.Multiply<double>(kept, _shares, kept);
        TensorPrimitives.Add<double>(_sums, kept, _sums);
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
            TensorPrimitives.Subtract<double>(_sums, _rows[(_given - _radius) % _rows.Length], _sums);
        _given++;
    }

    // The sum of what of [x − radius, x + radius] is inside.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Across(ReadOnlySpan<float> row, Span<double> sums)
    {
        int ahead = Math.Min(_radius, row.Length);
        double sum = 0;
        foreach (float value in row[..ahead])
            sum += value;
        for (int x = 0; x < sums.Length; x++)
        {
            double come = x + _radius < row.Length ? row[x + _radius] : 0, gone = x > _radius ? row[x - _radius - 1] : 0;
            sum += come - gone;
            sums[x] = sum;
        }
    }
}
