using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace PerturbSeg.Mending;

/// <summary>
/// Lets a mask follow the edges of its image: pixels of like colour that lie near each other should get the same label. Mean-field
/// inference in a conditional random field with Gaussian affinities (Krähenbühl and Koltun, "Efficient Inference in Fully Connected CRFs
/// with Gaussian Edge Potentials", NeurIPS 2011). A network that was taught one silhouette learns other shapes from masks mended so.
/// </summary>
/// <remarks>
/// Each pixel listens to two lattices around it instead of to all: 5×5 points, spaced 1/32 of the side (1 pixel at 32), and 9×9 at twice
/// that. The cost is linear in the pixels. One lattice alone would let every other pixel settle by itself. What a pixel hears is a
/// weighted mean, so that the strength is the same for every size of image.
/// </remarks>
/// <param name="Trust">Factor on the logits that come in; below 1 gives the colours more say.</param>
/// <param name="Strength">Weight of what the neighbours say.</param>
/// <param name="ColorDeviation">Standard deviation of the affinity in colour, where each channel spans 1.</param>
/// <param name="Reach">Standard deviation of the affinity in place, as a share of the side.</param>
/// <param name="Iterations">Mean-field updates.</param>
public sealed record DenseCrf(
    double Trust = 0.5, double Strength = 5, double ColorDeviation = 0.1, double Reach = 0.125, int Iterations = 5)
{
    private const int FinestSpacingsPerSide = 32;
    private const int Channels = 3;
    private static readonly (int Radius, int Spacing)[] Lattices = [(2, 1), (4, 2)];

    /// <summary>Mends a mask.</summary>
    /// <param name="image">[3, height, width], in [−1, 1].</param>
    /// <param name="logits">[height, width]; above 0 means object.</param>
    /// <param name="width">Pixels a row, at least 1.</param>
    /// <returns>[height, width]: logits that follow the edges of the image.</returns>
    /// <exception cref="ArgumentException">The lengths do not fit.</exception>
    public float[] Refine(ReadOnlySpan<float> image, ReadOnlySpan<float> logits, int width)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        if (logits.IsEmpty || logits.Length % width != 0 || image.Length != Channels * logits.Length)
            throw new ArgumentException($"An image of {image.Length} values and a mask of {logits.Length} are not of one size with rows of {width}.", nameof(image));
        Neighbour[] neighbours = Neighbours(width);
        int area = logits.Length;
        float[] affinities = new float[neighbours.Length * area], scale = new float[area];
        Affinities(image, neighbours, width, affinities, scale);

        float[] own = new float[area], current = new float[area], opinions = new float[area];
        TensorPrimitives.Multiply(logits, (float)Trust, own);
        own.CopyTo(current, 0);
        for (int i = 0; i < Iterations; i++)
        {
            TensorPrimitives.Multiply(current, 0.5f, opinions);
            TensorPrimitives.Tanh(opinions, opinions); // −1 … 1: background … object
            Array.Clear(current);
            for (int n = 0; n < neighbours.Length; n++)
                Hear(affinities.AsSpan(n * area, area), neighbours[n], opinions, current, width);
            TensorPrimitives.MultiplyAdd(current, scale, own, current);
        }

        return current;
    }

    /// <summary>
    /// The neighbours of one half of the plane, which are to each other as pixel and neighbour: both hear each other by one affinity. Points of
    /// both lattices count twice.
    /// </summary>
    private Neighbour[] Neighbours(int width)
    {
        int finest = Math.Max(1, (int)Math.Round((double)width / FinestSpacingsPerSide));
        double inDeviations = 1 / (Reach * width);
        var weights = new SortedDictionary<(int Down, int Right), double>();
        foreach ((int radius, int spacing) in Lattices)
        {
            for (int y = 0; y <= radius; y++)
            {
                for (int x = y == 0 ? 1 : -radius; x <= radius; x++)
                {
                    (int Down, int Right) place = (y * spacing * finest, x * spacing * finest);
                    double distance = ((place.Right * (double)place.Right) + (place.Down * (double)place.Down)) * inDeviations * inDeviations;
                    weights[place] = weights.GetValueOrDefault(place) + Math.Exp(-0.5 * distance);
                }
            }
        }

        return [.. weights.Select(entry => new Neighbour(entry.Key.Right, entry.Key.Down, (float)entry.Value))];
    }

    /// <summary>Affinities of each pixel to its neighbours, and what a pixel multiplies the sum of what it hears by.</summary>
    /// <param name="image">[3, height, width].</param>
    /// <param name="neighbours">Where neighbours lie.</param>
    /// <param name="width">Pixels a row.</param>
    /// <param name="affinities">[neighbours, height, width]; 0 where the neighbour is beyond the image.</param>
    /// <param name="scale">[height, width].</param>
    private void Affinities(ReadOnlySpan<float> image, Neighbour[] neighbours, int width, Span<float> affinities, Span<float> scale)
    {
        int area = scale.Length, height = area / width;
        float[] scaled = new float[image.Length];
        TensorPrimitives.Multiply(image, (float)(0.5 / ColorDeviation), scaled);
        // The added 1 stands for a neighbour without an opinion: a pixel that is like no other keeps its own.
        scale.Fill(1);
        for (int n = 0; n < neighbours.Length; n++)
        {
            // The image as one line: a neighbour is as far along it from every pixel. What is beyond the end of a row is put out afterwards.
            int beside = neighbours[n].Along(width), count = area - beside;
            if (Math.Abs(neighbours[n].Right) >= width || count <= 0)
                continue;
            Span<float> here = affinities.Slice(n * area, count);
            for (int channel = 0; channel < Channels; channel++)
                AddSquaredDifference(scaled.AsSpan(channel * area, count), scaled.AsSpan((channel * area) + beside, count), here);
            TensorPrimitives.Multiply(here, -0.5f, here);
            TensorPrimitives.Exp(here, here);
            TensorPrimitives.Multiply(here, neighbours[n].Weight, here);
            PutOut(affinities.Slice(n * area, area), neighbours[n].Right, width);
            TensorPrimitives.Add(scale[..count], here, scale[..count]);
            TensorPrimitives.Add(scale[beside..], here, scale[beside..]);
        }

        TensorPrimitives.Divide((float)Strength, scale, scale);
    }

    /// <summary>Puts 0 where a neighbour lies beyond the left or the right edge.</summary>
    private static void PutOut(Span<float> affinities, int right, int width)
    {
        int first = right > 0 ? width - right : 0, columns = Math.Abs(right);
        for (int row = 0; row < affinities.Length; row += width)
            affinities.Slice(row + first, columns).Clear();
    }

    /// <summary>Adds what pixels hear from a neighbour, and what the neighbour hears from them.</summary>
    private static void Hear(ReadOnlySpan<float> affinities, Neighbour neighbour, ReadOnlySpan<float> opinions, Span<float> heard, int width)
    {
        int beside = neighbour.Along(width), count = opinions.Length - beside;
        if (Math.Abs(neighbour.Right) >= width || count <= 0)
            return;
        AddProduct(affinities[..count], opinions[beside..], heard[..count]);
        AddProduct(affinities[..count], opinions[..count], heard[beside..]);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddProduct(ReadOnlySpan<float> left, ReadOnlySpan<float> right, Span<float> sum)
    {
        int x = 0;
        for (; x <= sum.Length - Vector<float>.Count; x += Vector<float>.Count)
            (new Vector<float>(sum[x..]) + (new Vector<float>(left[x..]) * new Vector<float>(right[x..]))).CopyTo(sum[x..]);
        for (; x < sum.Length; x++)
            sum[x] += left[x] * right[x];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddSquaredDifference(ReadOnlySpan<float> left, ReadOnlySpan<float> right, Span<float> sum)
    {
        int x = 0;
        for (; x <= sum.Length - Vector<float>.Count; x += Vector<float>.Count)
        {
            Vector<float> difference = new Vector<float>(left[x..]) - new Vector<float>(right[x..]);
            (new Vector<float>(sum[x..]) + (difference * difference)).CopyTo(sum[x..]);
        }

        for (; x < sum.Length; x++)
            sum[x] += (left[x] - right[x]) * (left[x] - right[x]);
    }

    /// <summary>A pixel that another one hears.</summary>
    /// <param name="Right">Pixels to the right of the other one; below 0 to the left.</param>
    /// <param name="Down">Pixels below it, from 0.</param>
    /// <param name="Weight">The affinity in place.</param>
    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Neighbour(int Right, int Down, float Weight)
    {
        /// <summary>Pixels from the other one to this one, row after row.</summary>
        public int Along(int width) => (Down * width) + Right;
    }
}
