using PerturbSeg.Data;
using PerturbSeg.Imaging;
using PerturbSeg.Torch;
using PerturbSeg.Training;

namespace PerturbSeg.Segmentation;

/// <summary>
/// Takes the objects out of photos: under the mask a photo gets the background of its reconstruction (paper, section 3.4), elsewhere it
/// stays as it is.
/// </summary>
/// <param name="encoder">Sees and paints; disposed with the painter.</param>
public sealed class BackgroundPainter(EncoderPredictor encoder) : IDisposable
{
    /// <summary>Opens the encoder of a run.</summary>
    /// <param name="run">The run folder.</param>
    /// <param name="device">Where to.</param>
    /// <returns>A painter that the caller disposes; null where no encoder was fitted.</returns>
    /// <exception cref="UserErrorException">The encoder is damaged or was fitted to an older checkpoint.</exception>
    public static BackgroundPainter? Open(RunFolder run, Device device = default)
    {
        ArgumentNullException.ThrowIfNull(run);
        return File.Exists(run.EncoderPath) ? new BackgroundPainter(MaskPredictors.OpenEncoder(run, device)) : null;
    }

    /// <summary>Takes the object out of a photo.</summary>
    /// <param name="photo">The photo.</param>
    /// <param name="mask">Where the object is, of the same size. What is at least as likely object as not is painted over wholly.</param>
    /// <returns>A new photo of the same size.</returns>
    public Photo Remove(Photo photo, Mask mask)
    {
        ArgumentNullException.ThrowIfNull(photo);
        ArgumentNullException.ThrowIfNull(mask);
        bool whole = encoder.Fit == PackFit.Stretch;
        var square = CentreSquare.In(photo.Width, photo.Height);
        (int left, int top) = whole ? (0, 0) : (square.Left, square.Top);
        Photo painted = whole
            ? Paint(photo).Resize(photo.Width, photo.Height)
            : Paint(CentreSquare.Cut(photo)).Resize(square.Side, square.Side);
        byte[] pixels = (byte[])photo.Pixels.Clone();
        for (int y = 0; y < painted.Height; y++)
        {
            for (int x = 0; x < painted.Width; x++)
            {
                int to = ((top + y) * photo.Width) + left + x, from = (y * painted.Width) + x;
                float share = Math.Min(1, 2 * mask.Values[to]);
                for (int channel = 0; channel < 3; channel++)
                {
                    float old = pixels[(3 * to) + channel], fresh = painted.Pixels[(3 * from) + channel];
                    pixels[(3 * to) + channel] = (byte)Math.Round(old + (share * (fresh - old)));
                }
            }
        }

        return new Photo(photo.Width, photo.Height, pixels);
    }

    /// <inheritdoc/>
    public void Dispose() => encoder.Dispose();

    private Photo Paint(Photo photo)
    {
        using var scope = new TensorScope();
        Tensor painted = encoder.PaintBackground(SquareImages.Of([photo], encoder.Side, encoder.Device)); // [1, 3, side, side]
        byte[] pixels = ((painted.Clamp(-1, 1) + 1) * 127.5).Round().To(ScalarType.UInt8).Permute(0, 2, 3, 1).ToArray<byte>();
        return new Photo(encoder.Side, encoder.Side, pixels);
    }
}
