using PerturbSeg.Masks;

namespace PerturbSeg.Metrics;

/// <summary>
/// Scores masks that look at nothing on the same photos as a method, so that its figures can be read: everything is object, and the
/// centred ellipse that scores best on these very photos (an upper bound for such a mask, for it has seen the answers).
/// </summary>
/// <remarks>
/// All ellipses of a 15 × 15 grid are scored while the photos stream by. A row of an ellipse is one run of pixels, so its overlap
/// with the true mask is one difference of running sums: about 225 × height operations a photo.
/// </remarks>
public sealed class TrivialBaselines
{
    /// <summary>Name of the mask that covers everything.</summary>
    public const string AllForeground = "all_foreground";

    /// <summary>Name of the best ellipse in the middle.</summary>
    public const string BestCentredEllipse = "centred_ellipse";

    private const int Steps = 15; // semi-axes .05, .10, … .75 of the side

    private readonly FiguresAccumulator _allForeground = new();
    private readonly (CentredEllipse Ellipse, FiguresAccumulator Figures)[] _ellipses =
    [
        .. from y in Enumerable.Range(1, Steps)
           from x in Enumerable.Range(1, Steps)
           select (new CentredEllipse(x / 20.0, y / 20.0), new FiguresAccumulator()),
    ];

    private int[] _running = [], _ignored = [];

    /// <summary>The sums of every mask's figures.</summary>
    internal UInt128[][] Sums => [.. All.Select(figures => figures.Sums)];

    private IEnumerable<FiguresAccumulator> All => _ellipses.Select(ellipse => ellipse.Figures).Prepend(_allForeground);

    /// <summary>Adds one photo.</summary>
    /// <param name="truth">Its true mask, [height, width], 255 = object.</param>
    /// <param name="width">Pixels a row, at least 1.</param>
    /// <param name="height">Rows, at least 1.</param>
    /// <param name="ignored">Pixels that are not scored, [height, width], background in the true mask; null scores all.</param>
    /// <exception cref="ArgumentException">The mask is not width × height pixels.</exception>
    public void Add(ReadOnlySpan<byte> truth, int width, int height, bool[]? ignored = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        if (truth.Length != (long)width * height)
            throw new ArgumentException($"Expected a mask of {width} × {height} pixels, got {truth.Length} pixels.", nameof(truth));
        int objectPixels = SumRows(ref _running, truth, width, height, BinaryMask.IsObject);
        int ignoredPixels = ignored is null ? 0 : SumRows(ref _ignored, ignored, width, height, pixel => pixel), scored = truth.Length - ignoredPixels;
        _allForeground.Add(ConfusionCounts.FromAreas(scored, scored, objectPixels, objectPixels));
        foreach ((CentredEllipse ellipse, FiguresAccumulator figures) in _ellipses)
        {
            int area = 0, both = 0;
            for (int row = 0; row < height; row++)
            {
                (int start, int end) = ellipse.Row(row, width, height);
                int offset = row * (width + 1);
                area += end - start - (ignored is null ? 0 : _ignored[offset + end] - _ignored[offset + start]);
                both += _running[offset + end] - _running[offset + start];
            }

            figures.Add(ConfusionCounts.FromAreas(scored, area, objectPixels, both));
        }
    }

    /// <summary>Adds what others have gathered.</summary>
    /// <param name="photos">Their photos.</param>
    /// <param name="sums">Their <see cref="Sums"/>.</param>
    /// <exception cref="FormatException">They are not of as many masks.</exception>
    internal void Add(int photos, UInt128[][] sums)
    {
        if (sums.Length != _ellipses.Length + 1)
            throw new FormatException($"its baselines are {sums.Length} masks, not {_ellipses.Length + 1}");
        foreach ((FiguresAccumulator figures, UInt128[] others) in All.Zip(sums))
            figures.Add(photos, others);
    }

    /// <summary>The figures of each trivial mask by name; of all ellipses, the one with the best data set IoU.</summary>
    /// <returns>The figures, in the order to show them.</returns>
    /// <exception cref="InvalidOperationException">No photo was added.</exception>
    public IReadOnlyDictionary<string, BaselineResult> Results()
    {
        (CentredEllipse ellipse, FiguresAccumulator figures) = _ellipses.MaxBy(candidate => candidate.Figures.IouDataset);
        return new OrderedDictionary<string, BaselineResult>
        {
            [AllForeground] = new BaselineResult(_allForeground.Figures()),
            [BestCentredEllipse] = new BaselineResult(figures.Figures(), ellipse),
        };
    }

    /// <summary>Fills running sums, [height, width + 1]: pixels that count, left of each pixel in its row. Returns how many there are.</summary>
    private static int SumRows<T>(ref int[] running, ReadOnlySpan<T> pixels, int width, int height, Func<T, bool> counts)
    {
        if (running.Length < (width + 1) * height)
            running = new int[(width + 1) * height];
        int total = 0;
        for (int row = 0; row < height; row++)
        {
            Span<int> sums = running.AsSpan(row * (width + 1), width + 1);
            int sum = 0;
            sums[0] = 0;
            for (int x = 0; x < width; x++)
                sums[x + 1] = sum += counts(pixels[(row * width) + x]) ? 1 : 0;
            total += sum;
        }

        return total;
    }
}
