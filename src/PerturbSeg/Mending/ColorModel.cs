using System.Buffers;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using PerturbSeg.Imaging;
using PerturbSeg.Masks;

namespace PerturbSeg.Mending;

/// <summary>
/// Mends a mask by what colours the object has in this photo, and what colours the rest: Bayes' rule, with the mask as prior and histograms of
/// both as likelihoods. A gap between legs has the colours of the street, an arm that was left behind those of the object. Colour models of one
/// photo: Rother, Kolmogorov and Blake, "GrabCut", SIGGRAPH 2004, there with a cut of a graph where here a network knows where the object is.
/// </summary>
/// <param name="Weight">Power of the likelihood ratio, 0 to 5; 0 leaves masks as they are.</param>
/// <param name="Limit">
/// The largest logarithm of the likelihood ratio, of either sign, 0 or more: a pixel whose logit is beyond Weight · Limit keeps its side. Infinity
/// limits nothing.
/// </param>
/// <param name="Bits">Bits of each channel that tell colours apart, 1 to 8: fewer for fewer pixels.</param>
/// <exception cref="ArgumentOutOfRangeException">A number is out of its range, or not a number.</exception>
public sealed record ColorModel(double Weight = 2, double Limit = 1.5, int Bits = 5)
{
    // In large photos evidence is the mean of its surroundings: grain is no outline. Small ones have no pixel to lose.
    private const int SidesPerRadius = 192;

    // The logarithm of a ratio is at most that of 2²⁴ colours, 16.6; of e to whole multiples of it, that of five is the last that a float holds.
    private const double LargestWeight = 5;

    /// <summary>Power of the likelihood ratio, 0 to 5.</summary>
    public double Weight { get; init => field = WeightInRange(value); } = WeightInRange(Weight);

    /// <summary>The largest logarithm of the likelihood ratio, 0 or more.</summary>
    public double Limit { get; init => field = LimitInRange(value); } = LimitInRange(Limit);

    /// <summary>Bits of each channel that tell colours apart, 1 to 8.</summary>
    public int Bits { get; init => field = BitsInRange(value); } = BitsInRange(Bits);

    /// <summary>Mends a mask.</summary>
    /// <param name="photo">The photo.</param>
    /// <param name="mask">Its mask.</param>
    /// <returns>A new mask of the same size.</returns>
    /// <exception cref="ArgumentException">The mask has another size than the photo.</exception>
    public Mask Mend(Photo photo, Mask mask)
    {
        ArgumentNullException.ThrowIfNull(mask);
        var mended = new Mask(mask.Width, mask.Height, [.. mask.Values]);
        Mend(photo, mended, new ObjectWindow(0, 0, mask.Width, mask.Height));
        return mended;
    }

    /// <summary>Mends a part of a mask in place, by the colours of that part of the photo.</summary>
    /// <param name="photo">The photo.</param>
    /// <param name="mask">Its mask.</param>
    /// <param name="part">A part of both.</param>
    /// <exception cref="ArgumentException">The mask has another size than the photo, or the part reaches beyond it.</exception>
    public void Mend(Photo photo, Mask mask, ObjectWindow part)
    {
        var masked = new MaskedPart(photo, mask, part);
        float[] evidence = Evidence(masked), row = new float[masked.Width];
        int radius = Math.Min(masked.Width, masked.Height) / SidesPerRadius;
        RunningMean? around = radius == 0 ? null : new RunningMean(masked.Width, masked.Height, radius);
        for (int y = 0, taken = 0; y < masked.Height; y++)
        {
            for (; around?.Wanted > 0; taken++)
            {
                Read(taken);
                around.Take(row);
            }

            if (around is null)
                Read(y);
            else
                around.Give(row);
            Add(row, masked.Values(y));
        }

        void Read(int y)
        {
            ReadOnlySpan<byte> pixels = masked.Pixels(y);
            for (int x = 0; x < row.Length; x++)
                row[x] = evidence[Bin(pixels, x)];
        }
    }

    /// <summary>Adds evidence to the logits of probabilities: m · e^x / (m · e^x + 1 − m).</summary>
    /// <param name="evidence">x; overwritten.</param>
    /// <param name="probabilities">m, replaced.</param>
    private static void Add(Span<float> evidence, Span<float> probabilities)
    {
        TensorPrimitives.Exp(evidence, evidence);
        TensorPrimitives.Multiply(evidence, probabilities, evidence);
        TensorPrimitives.Subtract(1f, probabilities, probabilities);
        TensorPrimitives.Add(evidence, probabilities, probabilities);
        TensorPrimitives.Divide(evidence, probabilities, probabilities);
    }

    /// <summary>What is added to the logit of a pixel, for each colour.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private float[] Evidence(MaskedPart masked)
    {
        int levels = 1 << Bits, bins = levels * levels * levels;
        double[] inside = ArrayPool<double>.Shared.Rent(bins), beside = ArrayPool<double>.Shared.Rent(bins);
        Span<double> ofObject = inside.AsSpan(0, bins), ofRest = beside.AsSpan(0, bins);
        ofObject.Clear();
        ofRest.Clear();
        for (int y = 0; y < masked.Height; y++)
        {
            ReadOnlySpan<byte> pixels = masked.Pixels(y);
            ReadOnlySpan<float> probabilities = masked.Values(y);
            for (int x = 0; x < probabilities.Length; x++)
            {
                double probability = probabilities[x];
                if (double.IsNaN(probability))
                    continue;
                int bin = Bin(pixels, x);
                ofObject[bin] += probability * probability; // squares: what is sure says more
                ofRest[bin] += (1 - probability) * (1 - probability);
            }
        }

        ToDensity(ofObject, levels);
        ToDensity(ofRest, levels);
        TensorPrimitives.Divide(ofObject, ofRest, ofObject);
        TensorPrimitives.Log(ofObject, ofObject);
        float[] evidence = new float[bins];
        for (int bin = 0; bin < bins; bin++)
            evidence[bin] = (float)(Weight * Math.Clamp(ofObject[bin], -Limit, Limit));
        ArrayPool<double>.Shared.Return(inside);
        ArrayPool<double>.Shared.Return(beside);
        return evidence;
    }

    /// <summary>Blurs a histogram along each channel, and adds as much again, spread evenly: colours that are nowhere say nothing.</summary>
    private static void ToDensity(Span<double> histogram, int levels)
    {
        double sum = TensorPrimitives.Sum<double>(histogram);
        if (sum == 0)
            sum = 1;
        double[] line = ArrayPool<double>.Shared.Rent(levels * levels);
        for (int step = 1; step < histogram.Length; step *= levels)
        {
            for (int block = 0; block < histogram.Length; block += step * levels)
                Blur(histogram.Slice(block, step * levels), step, line.AsSpan(0, step));
        }

        ArrayPool<double>.Shared.Return(line);
        for (int bin = 0; bin < histogram.Length; bin++)
            histogram[bin] = (histogram[bin] / sum) + (1.0 / histogram.Length);
    }

    /// <summary>Blurs lines of values that lie side by side, by (1, 2, 1) / 4.</summary>
    /// <param name="values">[length of the lines, lines].</param>
    /// <param name="lines">How many.</param>
    /// <param name="before">[lines]: room.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Blur(Span<double> values, int lines, Span<double> before)
    {
        before.Clear();
        for (int first = 0; first < values.Length; first += lines)
        {
            Span<double> row = values.Slice(first, lines), after = first + lines < values.Length ? values.Slice(first + lines, lines) : [];
            for (int i = 0; i < row.Length; i++)
            {
                double here = row[i];
                row[i] = (before[i] + (2 * here) + (after.IsEmpty ? 0 : after[i])) / 4;
                before[i] = here;
            }
        }
    }

    private static double WeightInRange(double weight) => weight is >= 0 and <= LargestWeight
        ? weight
        : throw new ArgumentOutOfRangeException(nameof(weight), weight, $"The power of the likelihood ratio is 0 to {LargestWeight}.");

    private static double LimitInRange(double limit) => limit >= 0
        ? limit
        : throw new ArgumentOutOfRangeException(nameof(limit), limit, "The largest logarithm of the likelihood ratio is 0 or more.");

    private static int BitsInRange(int bits)
        => bits is >= 1 and <= 8 ? bits : throw new ArgumentOutOfRangeException(nameof(bits), bits, "A channel has 1 to 8 bits.");

    private int Bin(ReadOnlySpan<byte> pixels, int pixel)
    {
        int first = 3 * pixel, drop = 8 - Bits;
        return (((pixels[first] >> drop << Bits) + (pixels[first + 1] >> drop)) << Bits) + (pixels[first + 2] >> drop);
    }
}
