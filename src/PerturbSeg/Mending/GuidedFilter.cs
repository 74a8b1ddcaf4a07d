using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using PerturbSeg.Imaging;
using PerturbSeg.Masks;

namespace PerturbSeg.Mending;

/// <summary>
/// Draws the outline of a mask along the photo: near each pixel the mask becomes the linear function of the photo's colours that fits it best.
/// Where colours are even, specks and spray are averaged away; where they change, the outline is where they do, soft where they change slowly (He,
/// Sun and Tang, "Guided Image Filtering", PAMI 2013).
/// </summary>
/// <remarks>
/// Functions are fitted at a shorter side of 256 pixels at most, of panoramas at 2²⁰ pixels and 2¹⁶ a row, and interpolated from there (He and Sun, "Fast Guided Filter", 2015), so that
/// time grows with the photo by a few operations a pixel, and memory beside photo and mask by two numbers a column.
/// </remarks>
/// <param name="Radius">Pixels from the middle of a neighbourhood to its edge, as a share of the shorter side, above 0 to 1; at least one pixel.</param>
/// <param name="Smoothness">
/// ε: variance of colours, which span 1, from which on a neighbourhood has an edge; 1e-9 or more. The larger, the more is averaged.
/// </param>
/// <param name="Contrast">
/// Factor on the distance of the result to one half, from 1: textures leave a haze, which cut-outs would show; outlines stay soft, and where they are.
/// </param>
/// <exception cref="ArgumentOutOfRangeException">A number is out of its range, or not a number.</exception>
public sealed record GuidedFilter(double Radius = 0.05, double Smoothness = 1e-3, double Contrast = 2)
{
    private const int LargestSide = 256, LargestArea = 1 << 20, LargestRow = 1 << 16; // the last two count in panoramas alone
    private const double LeastSmoothness = 1e-9;
    private const int Coefficients = 4; // of red, green and blue, and what is added

    /// <summary>Share of the shorter side, above 0 to 1.</summary>
    public double Radius { get; init => field = InRange(value, double.Epsilon, 1, nameof(Radius)); } = InRange(Radius, double.Epsilon, 1, nameof(Radius));

    /// <summary>ε, 1e-9 or more: with less, even colours have no function.</summary>
    public double Smoothness { get; init => field = InRange(value, LeastSmoothness, double.MaxValue, nameof(Smoothness)); } = InRange(Smoothness, LeastSmoothness, double.MaxValue, nameof(Smoothness));

    /// <summary>Factor on the distance to one half, 1 to 100.</summary>
    public double Contrast { get; init => field = InRange(value, 1, 100, nameof(Contrast)); } = InRange(Contrast, 1, 100, nameof(Contrast));

    /// <summary>Smooths a part of a mask in place, along that part of the photo.</summary>
    /// <param name="photo">The photo.</param>
    /// <param name="mask">Its mask; what is not a number counts as 0, and becomes one.</param>
    /// <param name="part">A part of both.</param>
    /// <exception cref="ArgumentException">The mask has another size than the photo, or the part reaches beyond it.</exception>
    public void Smooth(Photo photo, Mask mask, ObjectWindow part)
    {
        var masked = new MaskedPart(photo, mask, part);
        int step = Math.Max(((Math.Min(part.Width, part.Height) - 1) / LargestSide) + 1, (int)Math.Ceiling(Math.Sqrt((double)part.Width * part.Height / LargestArea)));
        step = Math.Max(step, ((part.Width - 1) / LargestRow) + 1);
        int width = ((part.Width - 1) / step) + 1, height = ((part.Height - 1) / step) + 1;
        int radius = Math.Max(1, (int)Math.Round(Radius * Math.Min(width, height)));
        float[][] functions = Fit(new ReducedRows(masked, width, height), radius);
        foreach (float[] coefficients in functions)
            Average(coefficients, width, radius);
        Apply(functions, width, masked);
    }

    /// <summary>The function of each neighbourhood, a · (red, green, blue) + b: [4][height · width].</summary>
    private float[][] Fit(ReducedRows rows, int radius)
    {
        int width = rows.Width, height = rows.Height;
        float[][] functions = [.. Enumerable.Range(0, Coefficients).Select(_ => new float[width * height])];
        var moments = new Moments(width, height, radius);
        for (int y = 0, taken = 0; y < height; y++)
        {
            for (; moments.Wanted > 0; taken++)
                moments.Take(rows, taken);
            moments.Solve(Smoothness, functions, y * width);
        }

        return functions;
    }

    /// <summary>Each pixel is in several neighbourhoods: the mean of their functions is its own.</summary>
    private static void Average(float[] coefficients, int width, int radius)
    {
        int height = coefficients.Length / width;
        var around = new RunningMean(width, height, radius);
        for (int y = 0, taken = 0; y < height; y++)
        {
            for (; around.Wanted > 0; taken++)
                around.Take(coefficients.AsSpan(taken * width, width));
            around.Give(coefficients.AsSpan(y * width, width)); // taken long since
        }
    }

    private void Apply(float[][] functions, int width, MaskedPart masked)
    {
        int height = functions[0].Length / width;
        (int[] left, float[] across) = LinearPlaces.Of(width, masked.Width);
        (int[] top, float[] down) = LinearPlaces.Of(height, masked.Height);
        var line = new Vector4[width + 1]; // the last one twice
        for (int y = 0; y < masked.Height; y++)
        {
            int above = top[y] * width, below = Math.Min(top[y] + 1, height - 1) * width;
            for (int x = 0; x < width; x++)
                line[x] = Vector4.Lerp(At(functions, above + x), At(functions, below + x), down[y]);
            line[width] = line[width - 1];
            ReadOnlySpan<byte> pixels = masked.Pixels(y);
            Span<float> values = masked.Values(y);
            for (int x = 0; x < values.Length; x++)
            {
                var color = new Vector4(pixels[3 * x], pixels[(3 * x) + 1], pixels[(3 * x) + 2], byte.MaxValue);
                values[x] = Vector4.Dot(Vector4.Lerp(line[left[x]], line[left[x] + 1], across[x]), color);
            }

            TensorPrimitives.Multiply(values, (float)(Contrast / byte.MaxValue), values);
            TensorPrimitives.Subtract(values, (float)((Contrast - 1) / 2), values);
            TensorPrimitives.Clamp(values, 0f, 1f, values);
        }
    }

    private static Vector4 At(float[][] functions, int place) => new(functions[0][place], functions[1][place], functions[2][place], functions[3][place]);

    private static double InRange(double value, double least, double largest, string name)
        => value >= least && value <= largest ? value : throw new ArgumentOutOfRangeException(name, value, $"Give {least} to {largest}.");

    /// <summary>A part of a photo and its mask with fewer pixels: means, row after row.</summary>
    private sealed class ReducedRows(MaskedPart masked, int width, int height)
    {
        private readonly int[] _places = [.. Enumerable.Range(0, width + 1).Select(x => Place(x, masked.Width, width))];
        private readonly Vector4[] _row = new Vector4[width];

        public int Width => width;

        public int Height => height;

        /// <summary>Reads a row: red, green, blue and mask, each [width], in [0, 1].</summary>
        public void Read(int row, float[][] planes)
        {
            Array.Clear(_row);
            int first = Place(row, masked.Height, height), end = Place(row + 1, masked.Height, height);
            for (int y = first; y < end; y++)
            {
                ReadOnlySpan<byte> pixels = masked.Pixels(y);
                ReadOnlySpan<float> values = masked.Values(y);
                for (int i = 0, x = 0; i < _row.Length; i++)
                {
                    for (int beyond = _places[i + 1]; x < beyond; x++)
                    {
                        float value = float.IsNaN(values[x]) ? 0 : values[x];
                        _row[i] += new Vector4(pixels[3 * x], pixels[(3 * x) + 1], pixels[(3 * x) + 2], value * byte.MaxValue);
                    }
                }
            }

            for (int i = 0; i < _row.Length; i++)
            {
                Vector4 mean = _row[i] / ((_places[i + 1] - _places[i]) * (end - first) * (float)byte.MaxValue);
                (planes[0][i], planes[1][i], planes[2][i], planes[3][i]) = (mean.X, mean.Y, mean.Z, mean.W);
            }
        }

        private static int Place(int value, int length, int values) => (int)((long)value * length / values);
    }

    /// <summary>Means of colours, of the mask and of their products in the neighbourhood of each pixel.</summary>
    private sealed class Moments
    {
        private readonly RunningMean[] _means;
        private readonly float[][] _rows;

        public Moments(int width, int height, int radius)
        {
            // Red, green, blue, mask; then each by itself and by those after it, but the mask's square.
            _means = [.. Enumerable.Range(0, 13).Select(_ => new RunningMean(width, height, radius))];
            _rows = [.. _means.Select(_ => new float[width])];
        }

        public int Wanted => _means[0].Wanted;

        public void Take(ReducedRows rows, int row)
        {
            rows.Read(row, _rows);
            for (int first = 0, product = 4; first < 3; first++)
            {
                for (int second = first; second < 4; second++, product++)
                    TensorPrimitives.Multiply(_rows[first], _rows[second], _rows[product]);
            }

            for (int i = 0; i < _means.Length; i++)
                _means[i].Take(_rows[i]);
        }

        /// <summary>(covariance of colours + ε) a = covariance of colours and mask; b = mean mask − a · mean colours.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Solve(double smoothness, float[][] functions, int place)
        {
            for (int i = 0; i < _means.Length; i++)
                _means[i].Give(_rows[i]);
            for (int x = 0; x < _rows[0].Length; x++)
            {
                double red = _rows[0][x], green = _rows[1][x], blue = _rows[2][x], mask = _rows[3][x];
                double rr = _rows[4][x] - (red * red) + smoothness, rg = _rows[5][x] - (red * green), rb = _rows[6][x] - (red * blue), rm = _rows[7][x] - (red * mask);
                double gg = _rows[8][x] - (green * green) + smoothness, gb = _rows[9][x] - (green * blue), gm = _rows[10][x] - (green * mask);
                double bb = _rows[11][x] - (blue * blue) + smoothness, bm = _rows[12][x] - (blue * mask);

                // The adjugate of a symmetric matrix.
                double a00 = (gg * bb) - (gb * gb), a01 = (rb * gb) - (rg * bb), a02 = (rg * gb) - (rb * gg);
                double a11 = (rr * bb) - (rb * rb), a12 = (rg * rb) - (rr * gb), a22 = (rr * gg) - (rg * rg);
                double share = 1 / ((rr * a00) + (rg * a01) + (rb * a02));
                double ofRed = ((a00 * rm) + (a01 * gm) + (a02 * bm)) * share;
                double ofGreen = ((a01 * rm) + (a11 * gm) + (a12 * bm)) * share;
                double ofBlue = ((a02 * rm) + (a12 * gm) + (a22 * bm)) * share;
                functions[0][place + x] = (float)ofRed;
                functions[1][place + x] = (float)ofGreen;
                functions[2][place + x] = (float)ofBlue;
                functions[3][place + x] = (float)(mask - (ofRed * red) - (ofGreen * green) - (ofBlue * blue));
            }
        }
    }
}
