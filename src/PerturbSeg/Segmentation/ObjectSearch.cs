using System.Numerics.Tensors;
using PerturbSeg.Imaging;
using PerturbSeg.Masks;

namespace PerturbSeg.Segmentation;

/// <summary>
/// Finds where in a large photo the object is, so that it can be judged as it was in training: square windows of several sizes slide over
/// the photo, each half a window further, and the largest whose mask stands out from the rest of its window nearly as much as any counts. Ours.
/// </summary>
/// <param name="predictor">Judges the windows; not owned.</param>
/// <param name="limits">What the mask of a window must keep to.</param>
/// <param name="framing">How photos of the training show their objects.</param>
/// <param name="smallest">The side of the smallest windows, as a share of the photo's shorter side, in (0, 1].</param>
internal sealed partial class ObjectSearch(IMaskPredictor predictor, PhotoMaskLimits limits, ObjectFraming framing, double smallest)
{
    private const int PixelsAtOnce = 1 << 16;
    private const double NearlyAll = 0.9;
    private static readonly double Step = Math.Sqrt(0.5);

    private readonly int _side = predictor.Side;

    /// <summary>Searches.</summary>
    /// <param name="photo">A photo of any size.</param>
    /// <param name="cancellation">Ends the search.</param>
    /// <returns>A square in which the object takes its share; the whole photo where it is as large as that, or nothing is found.</returns>
    /// <exception cref="OperationCanceledException">The search was ended.</exception>
    public ObjectWindow Find(Photo photo, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(photo);
        var sizes = new List<Sighting>();
        foreach (double scale in Scales(Math.Min(photo.Width, photo.Height)))
        {
            if (Look(photo, scale, cancellation).MaxBy(sighting => sighting.Contrast) is { } best)
                sizes.Add(best);
        }

        double whole = LookAtAll(photo).Contrast;
        double enough = NearlyAll * sizes.Select(size => size.Contrast).Append(whole).Max();
        // Parts of an object stand out too: the largest window that shows one nearly as well as any shows all of it.
        bool isWhole = !(enough > 0) || whole >= enough; // not a number: a diverged network finds nothing
        return isWhole ? new ObjectWindow(0, 0, photo.Width, photo.Height) : Frame(sizes.First(size => size.Contrast >= enough), photo);
    }

    /// <summary>Pixels of a window to one of the photo, for windows from the photo's shorter side down to the smallest, or to the network's side.</summary>
    private IEnumerable<double> Scales(int shorter)
    {
        for (double extent = 1; extent * shorter >= _side; extent = Math.Max(extent * Step, smallest))
        {
            yield return _side / (extent * shorter);
            if (extent <= smallest)
                yield break;
        }
    }

    /// <summary>What stands out in the photo as a whole; after crops, in its largest centred square.</summary>
    private Sighting LookAtAll(Photo photo)
    {
        var seen = ObjectWindow.Seen(photo.Width, photo.Height, predictor.Fit);
        float[] image = new float[SquareImages.Length(_side)];
        SquareImages.Fill(photo, seen, _side, image);
        float[] logits = predictor.Predict(image);
        return new Sighting(seen.Left, seen.Top, seen.Width / (double)_side, seen.Height / (double)_side, Contrast(logits), logits);
    }

    /// <summary>The windows of one size whose masks stand out.</summary>
    private List<Sighting> Look(Photo photo, double scale, CancellationToken cancellation)
    {
        int width = Math.Max(_side, (int)Math.Round(photo.Width * scale)), height = Math.Max(_side, (int)Math.Round(photo.Height * scale));
        Photo resized = photo.Resize(width, height);
        double across = photo.Width / (double)width, down = photo.Height / (double)height;
        var seen = new List<Sighting>();
        int length = SquareImages.Length(_side), area = _side * _side;
        foreach ((int Left, int Top)[] places in Places(width, height).Chunk(Math.Max(1, PixelsAtOnce / area)))
        {
            cancellation.ThrowIfCancellationRequested();
            float[] images = new float[places.Length * length];
            for (int i = 0; i < places.Length; i++)
                SquareImages.Fill(resized, new ObjectWindow(places[i].Left, places[i].Top, _side, _side), _side, images.AsSpan(i * length, length));
            float[] logits = predictor.Predict(images);
            for (int i = 0; i < places.Length; i++)
            {
                ReadOnlySpan<float> found = logits.AsSpan(i * area, area);
                double contrast = Contrast(found);
                if (contrast > 0)
                    seen.Add(new Sighting(places[i].Left * across, places[i].Top * down, across, down, contrast, found.ToArray()));
            }
        }

        return seen;
    }

    private IEnumerable<(int Left, int Top)> Places(int width, int height)
        => from top in Offsets(height) from left in Offsets(width) select (left, top);

    private IEnumerable<int> Offsets(int length)
    {
        for (int offset = 0; offset < length - _side; offset += _side / 2)
            yield return offset;
        yield return length - _side;
    }

    /// <summary>Mean probability on the mask less that beside it, 0 where the mask is not to be believed.</summary>
    private double Contrast(ReadOnlySpan<float> logits)
    {
        float[] probabilities = new float[logits.Length], mask = new float[logits.Length];
        TensorPrimitives.Sigmoid(logits, probabilities);
        double inside = 0, beside = 0;
        int pixels = 0;
        for (int i = 0; i < mask.Length; i++)
        {
            if (BinaryMask.IsObject(probabilities[i]))
            {
                mask[i] = 1;
                pixels++;
                inside += probabilities[i];
            }
            else
            {
                beside += probabilities[i];
            }
        }

        double contrast = (inside / Math.Max(1, pixels)) - (beside / Math.Max(1, mask.Length - pixels));
        return limits.Admit(mask, _side) ? contrast : contrast * 0; // 0, unless it is no number
    }

    /// <summary>The square about the middle of the mask in which it takes its share, or larger where it would not fit in.</summary>
    private ObjectWindow Frame(Sighting seen, Photo photo)
    {
        MaskSpread mask = seen.Spread;
        double byArea = Math.Sqrt(mask.Area * seen.PixelWidth * seen.PixelHeight / framing.Share);
        double wanted = Math.Max(byArea, Math.Max(mask.Width * seen.PixelWidth, mask.Height * seen.PixelHeight));
        if (wanted > NearlyAll * Math.Max(photo.Width, photo.Height))
            return new ObjectWindow(0, 0, photo.Width, photo.Height);
        int side = Math.Clamp((int)Math.Round(wanted), 1, Math.Min(photo.Width, photo.Height));
        return new ObjectWindow(
            ObjectWindow.Place(seen.Left + (mask.X * seen.PixelWidth), side, photo.Width),
            ObjectWindow.Place(seen.Top + (mask.Y * seen.PixelHeight), side, photo.Height),
            side,
            side);
    }

    /// <summary>What was seen in a window.</summary>
    /// <param name="Left">Pixels of the photo left of it.</param>
    /// <param name="Top">Pixels of the photo above it.</param>
    /// <param name="PixelWidth">Width of a pixel of the window, in pixels of the photo.</param>
    /// <param name="PixelHeight">Height of a pixel of the window, in pixels of the photo.</param>
    /// <param name="Contrast">How much the mask stands out, in [0, 1]; 0 is nothing to be believed.</param>
    /// <param name="Logits">[side, side].</param>
    private sealed record Sighting(double Left, double Top, double PixelWidth, double PixelHeight, double Contrast, float[] Logits)
    {
        /// <summary>The mask, in pixels of the window.</summary>
        public MaskSpread Spread { get; } = MaskSpread.Of(Logits, (int)Math.Sqrt(Logits.Length), 0);

        /// <summary>The box around the mask, in pixels of the photo.</summary>
        public (double Left, double Top, double Right, double Bottom) Box => (
            Left + ((Spread.X - (Spread.Width / 2)) * PixelWidth),
            Top + ((Spread.Y - (Spread.Height / 2)) * PixelHeight),
            Left + ((Spread.X + (Spread.Width / 2)) * PixelWidth),
            Top + ((Spread.Y + (Spread.Height / 2)) * PixelHeight));
    }
}
