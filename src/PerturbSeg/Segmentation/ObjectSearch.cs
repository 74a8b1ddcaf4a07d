using PerturbSeg.Imaging;
using PerturbSeg.Torch;
using PerturbSeg.Torch.Operators;
using PerturbSeg.Training;

namespace PerturbSeg.Segmentation;

/// <summary>
/// Finds where in a large photo the object is, so that it can be judged as it was in training: square windows of several sizes slide over
/// the photo, each half a window further, and the largest whose mask stands out from the rest of its window nearly as much as any counts. Ours.
/// </summary>
/// <param name="predictor">Judges the windows; not owned.</param>
/// <param name="limits">What the mask of a window must keep to.</param>
/// <param name="framing">How photos of the training show their objects.</param>
/// <param name="smallest">The side of the smallest windows, as a share of the photo's shorter side, in (0, 1].</param>
internal sealed class ObjectSearch(IMaskPredictor predictor, PhotoMaskLimits limits, ObjectFraming framing, double smallest)
{
    private const int WindowsAtOnce = 64;
    private const double NearlyAll = 0.9;
    private static readonly double Step = Math.Sqrt(0.5);

    private readonly int _side = predictor.Side;

    /// <summary>A search for the objects that a run was trained with.</summary>
    /// <param name="run">The run.</param>
    /// <param name="predictor">Judges the windows; not owned.</param>
    /// <param name="smallest">The side of the smallest windows, as a share of the photo's shorter side.</param>
    public static ObjectSearch Of(RunFolder run, IMaskPredictor predictor, double smallest)
    {
        TrainingOptions training = run.Configuration.Options;
        var limits = new PhotoMaskLimits(training.MinMask / 2, training.LargestShare);
        return new ObjectSearch(predictor, limits, ObjectFraming.Of(run), smallest);
    }

    /// <summary>Searches.</summary>
    /// <param name="photo">A photo of any size.</param>
    /// <returns>A square in which the object takes its share; the whole photo where it is as large as that, or nothing is found.</returns>
    public ObjectWindow Find(Photo photo)
    {
        using var scope = new TensorScope();
        using Autograd.Mode recording = Autograd.NoGradient();
        int shorter = Math.Min(photo.Width, photo.Height);
        var all = new ObjectWindow(0, 0, photo.Width, photo.Height);
        var sizes = new List<Sighting>();
        for (double extent = 1; extent >= smallest && extent * shorter >= _side; extent *= Step)
            sizes.Add(Look(photo, _side / (extent * shorter)));
        double whole = Contrast(predictor.Predict(SquareImages.Of([photo], _side, predictor.Device))).Item();
        double enough = NearlyAll * sizes.Select(seen => seen.Contrast).Append(whole).Max();
        // Parts of an object stand out too: the largest window that shows one nearly as well as any shows all of it.
        return enough <= 0 || whole >= enough ? all : Frame(sizes.First(seen => seen.Contrast >= enough), photo);
    }

    /// <summary>The window with the most contrast among those of one size.</summary>
    private Sighting Look(Photo photo, double scale)
    {
        int width = Math.Max(_side, (int)Math.Round(photo.Width * scale)), height = Math.Max(_side, (int)Math.Round(photo.Height * scale));
        using var scope = new TensorScope();
        Tensor image = SquareImages.ToImage(photo.Resize(width, height), predictor.Device); // [1, 3, height, width]
        var best = new Sighting(0, 0, 1, -1, []);
        foreach ((int Left, int Top)[] places in Places(width, height).Chunk(WindowsAtOnce))
        {
            using var inner = new TensorScope();
            Tensor logits = predictor.Predict(Tensor.Concatenate([.. places.Select(place => Cut(image, place.Left, place.Top))], 0));
            float[] contrasts = Contrast(logits).ToArray<float>();
            int most = Array.IndexOf(contrasts, contrasts.Max());
            if (contrasts[most] > best.Contrast)
            {
                double pixel = photo.Width / (double)width;
                best = new Sighting(
                    places[most].Left * pixel, places[most].Top * pixel, pixel, contrasts[most], logits.Slice(0, most, most + 1).ToArray<float>());
            }
        }

        return best;
    }

    private IEnumerable<(int Left, int Top)> Places(int width, int height)
        => from top in Offsets(height) from left in Offsets(width) select (left, top);

    private IEnumerable<int> Offsets(int length)
    {
        for (int offset = 0; offset < length - _side; offset += _side / 2)
            yield return offset;
        yield return length - _side;
    }

    private Tensor Cut(Tensor image, int left, int top) => image.Slice(2, top, top + _side).Slice(3, left, left + _side);

    /// <summary>Mean probability on the mask less that beside it, 0 where the mask is not to be believed: [N].</summary>
    private Tensor Contrast(Tensor logits)
    {
        Tensor probability = Activation.Sigmoid(logits), mask = (logits > 0).To(ScalarType.Float32);
        Tensor inside = Mean(probability, mask), beside = Mean(probability, 1 - mask);
        return (inside - beside) * limits.Admit(mask).To(ScalarType.Float32);
    }

    private static Tensor Mean(Tensor values, Tensor weights) => (values * weights).Sum([1, 2, 3]) / weights.Sum([1, 2, 3]).Clamp(1, float.MaxValue);

    /// <summary>The square about the middle of the mask in which it takes its share.</summary>
    private ObjectWindow Frame(Sighting seen, Photo photo)
    {
        (double area, double x, double y) = MaskMiddle.Of(seen.Logits, _side, 0);
        int shorter = Math.Min(photo.Width, photo.Height);
        int side = Math.Max(1, (int)Math.Round(Math.Sqrt(area / framing.Share) * seen.Pixel));
        return side > NearlyAll * shorter
            ? new ObjectWindow(0, 0, photo.Width, photo.Height)
            : new ObjectWindow(
                ObjectWindow.Place(seen.Left + (x * seen.Pixel), side, photo.Width),
                ObjectWindow.Place(seen.Top + (y * seen.Pixel), side, photo.Height),
                side,
                side);
    }

    /// <summary>What was seen in a window.</summary>
    /// <param name="Left">Pixels of the photo left of it.</param>
    /// <param name="Top">Pixels of the photo above it.</param>
    /// <param name="Pixel">Pixels of the photo to one of the window.</param>
    /// <param name="Contrast">How much the mask stands out, in [0, 1]; 0 is nothing to be believed.</param>
    /// <param name="Logits">[side, side].</param>
    private sealed record Sighting(double Left, double Top, double Pixel, double Contrast, float[] Logits);
}
