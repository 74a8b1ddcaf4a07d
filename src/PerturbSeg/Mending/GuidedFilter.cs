using System.Numerics;
using System.Numerics.Tensors;
using PerturbSeg.Imaging;
using PerturbSeg.Masks;

namespace PerturbSeg.Mending;

/// <summary>
/// Draws the outline of a mask along the photo: near each pixel the mask becomes the linear function of the photo's colours that fits it best.
/// Where colours are even, specks and spray are averaged away; where they change, the outline is where they do, soft where they change slowly (He,
/// Sun and Tang, "Guided Image Filtering", PAMI 2013).
/// </summary>
/// <remarks>
/// Functions are fitted at a shorter side of 256 pixels at most and interpolated from there (He and Sun, "Fast Guided Filter", 2015), so that time
/// grows with the photo by a few operations a pixel, and memory beside photo and mask not at all.
/// </remarks>
/// <param name="Radius">Pixels from the middle of a neighbourhood to its edge, as a share of the shorter side, above 0 to 1; at least one pixel.</param>
/// <param name="Smoothness">
/// ε: variance of colours, which span 1, from which on a neighbourhood has an edge; above 0. The larger, the more is averaged.
/// </param>
/// <param name="Contrast">
/// Factor on the distance of the result to one half, from 1: textures leave a haze, which cut-outs would show; outlines stay soft, and where they are.
/// </param>
/// <exception cref="ArgumentOutOfRangeException">A number is out of its range, or not a number.</exception>
public sealed record GuidedFilter(double Radius = 0.05, double Smoothness = 1e-3, double Contrast = 2)
{
    private const int LargestSide = 256;
    private const int Coefficients = 4; // of red, green and blue, and what is added

    /// <summary>Share of the shorter side, above 0 to 1.</summary>
    public double Radius { get; init => field = InRange(value, double.Epsilon, 1, nameof(Radius)); } = InRange(Radius, double.Epsilon, 1, nameof(Radius));

    /// <summary>ε, above 0.</summary>
    public double Smoothness { get; init => field = InRange(value, double.Epsilon, double.MaxValue, nameof(Smoothness)); } = InRange(Smoothness, double.Epsilon, double.MaxValue, nameof(Smoothness));

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
        int step = ((Math.Min(part.Width, part.Height) - 1) / LargestSide) + 1;
        int width = ((part.Width - 1) / step) + 1, height = ((part.Height - 1) / step) + 1;
        int radius = Math.Max(1, (int)Math.Round(Radius * Math.Min(width, height)));
        Vector4[] functions = Fit(new ReducedRows(masked, width, height), radius);
        Average(functions, width, radius);
        Apply(functions, width, masked);
    }

    /// <summary>The function of each neighbourhood: [height, width], a · (red, green, blue) + b.</summary>
    private Vector4[] Fit(ReducedRows rows, int radius)
    {
        int width = rows.Width, height = rows.Height;
        var functions = new Vector4[width * height];
        var moments = new Moments(width, height, radius);
        for (int y = 0, taken = 0; y < height; y++)
        {
            for (; moments.Wanted > 0; taken++)
                moments.Take(rows.Read(taken));
            moments.Solve(Smoothness, functions.AsSpan(y * width, width));
        }

        return functions;
    }

    /// <summary>Each pixel is in several neighbourhoods: the mean of their functions is its own.</summary>
    private static void Average(Vector4[] functions, int width, int radius)
    {
        int height = functions.Length / width;
        float[] row = new float[width];
        for (int coefficient = 0; coefficient < Coefficients; coefficient++)
        {
            var around = new RunningMean(width, height, radius);
            for (int y = 0, taken = 0; y < height; y++)
            {
                for (; around.Wanted > 0; taken++)
                {
                    for (int x = 0; x < width; x++)
                        row[x] = functions[(taken * width) + x][coefficient];
                    around.Take(row);
                }

                around.Give(row);
                for (int x = 0; x < width; x++)
                    functions[(y * width) + x][coefficient] = row[x]; // taken long since
            }
        }
    }

    private void Apply(Vector4[] functions, int width, MaskedPart masked)
    {
        int height = functions.Length / width;
        (int[] left, float[] across) = LinearPlaces.Of(width, masked.Width);
        (int[] top, float[] down) = LinearPlaces.Of(height, masked.Height);
        var line = new Vector4[width + 1]; // the last one twice
        for (int y = 0; y < masked.Height; y++)
        {
            ReadOnlySpan<Vector4> above = functions.AsSpan(top[y] * width, width), below = functions.AsSpan(Math.Min(top[y] + 1, height - 1) * width, width);
            for (int x = 0; x < width; x++)
                line[x] = Vector4.Lerp(above[x], below[x], down[y]);
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

    private static double InRange(double value, double least, double largest, string name)
        => value >= least && value <= largest ? value : throw new ArgumentOutOfRangeException(name, value, $"Give {least} to {largest}.");

    /// <summary>A part of a photo and its mask with fewer pixels: means, row after row.</summary>
    private sealed class ReducedRows(MaskedPart masked, int width, int height)
    {
        private readonly Vector4[] _row = new Vector4[width];

        public int Width => width;

        public int Height => height;

        /// <summary>Red, green, blue and mask of a row, in [0, 1]; valid until the next one is read.</summary>
        public ReadOnlySpan<Vector4> Read(int row)
        {
            Array.Clear(_row);
            int first = Place(row, masked.Height, height), end = Place(row + 1, masked.Height, height);
            for (int y = first; y < end; y++)
            {
                ReadOnlySpan<byte> pixels = masked.Pixels(y);
                ReadOnlySpan<float> values = masked.Values(y);
                for (int i = 0, x = 0; i < width; i++)
                {
                    for (int beyond = Place(i + 1, masked.Width, width); x < beyond; x++)
                    {
                        float value = float.IsNaN(values[x]) ? 0 : values[x];
                        _row[i] += new Vector4(pixels[3 * x], pixels[(3 * x) + 1], pixels[(3 * x) + 2], value * byte.MaxValue);
                    }
                }
            }

            for (int i = 0; i < width; i++)
                _row[i] /= (Place(i + 1, masked.Width, width) - Place(i, masked.Width, width)) * (end - first) * (float)byte.MaxValue;
            return _row;
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

        public void Take(ReadOnlySpan<Vector4> row)
        {
            for (int first = 0, product = 4; first < 4; first++)
            {
                for (int x = 0; x < row.Length; x++)
                    _rows[first][x] = row[x][first];
                for (int second = first; first < 3 && second < 4; second++, product++)
                {
                    for (int x = 0; x < row.Length; x++)
                        _rows[product][x] = row[x][first] * row[x][second];
                }
            }

            for (int i = 0; i < _means.Length; i++)
                _means[i].Take(_rows[i]);
        }

        /// <summary>(covariance of colours + ε) a = covariance of colours and mask; b = mean mask − a · mean colours.</summary>
        public void Solve(double smoothness, Span<Vector4> functions)
        {
            for (int i = 0; i < _means.Length; i++)
                _means[i].Give(_rows[i]);
            for (int x = 0; x < functions.Length; x++)
            {
                double red = _rows[0][x], green = _rows[1][x], blue = _rows[2][x], mask = _rows[3][x];
                double rr = _rows[4][x] - (red * red) + smoothness, rg = _rows[5][x] - (red * green), rb = _rows[6][x] - (red * blue), rm = _rows[7][x] - (red * mask);
                double gg = _rows[8][x] - (green * green) + smoothness, gb = _rows[9][x] - (green * blue), gm = _rows[10][x] - (green * mask);
                double bb = _rows[11][x] - (blue * blue) + smoothness, bm = _rows[12][x] - (blue * mask);

                // The adjugate of a symmetric matrix.
                double a00 = (gg * bb) - (gb * gb), a01 = (rb * gb) - (rg * bb), a02 = (rg * gb) - (rb * gg);
                double a11 = (rr * bb) - (rb * rb), a12 = (rg * rb) - (rr * gb), a22 = (rr * gg) - (rg * rg);
                double determinant = (rr * a00) + (rg * a01) + (rb * a02);
                double ofRed = ((a00 * rm) + (a01 * gm) + (a02 * bm)) / determinant;
                double ofGreen = ((a01 * rm) + (a11 * gm) + (a12 * bm)) / determinant;
                double ofBlue = ((a02 * rm) + (a12 * gm) + (a22 * bm)) / determinant;
                functions[x] = new Vector4((float)ofRed, (float)ofGreen, (float)ofBlue, (float)(mask - (ofRed * red) - (ofGreen * green) - (ofBlue * blue)));
            }
        }
    }
}
