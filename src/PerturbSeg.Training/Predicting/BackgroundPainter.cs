using PerturbSeg.Imaging;
using PerturbSeg.Masks;
using PerturbSeg.Outputs;
using PerturbSeg.Segmentation;
using PerturbSeg.Training.Fitting;
using PerturbSeg.Training.Runs;

namespace PerturbSeg.Training.Predicting;

/// <summary>
/// Takes the objects out of photos: under the mask a photo gets the background of its reconstruction (paper, section 3.4), elsewhere it
/// stays as it is.
/// </summary>
public sealed class BackgroundPainter : IBackgroundPainter, IDisposable
{
    private readonly EncoderPredictor _encoder;
    private readonly ObjectFraming _framing;
    private readonly bool _ownsEncoder;

    /// <summary>Paints with an encoder.</summary>
    /// <param name="encoder">Paints what is behind objects.</param>
    /// <param name="framing">How objects lie in photos that it knows.</param>
    /// <param name="ownsEncoder">Whether the encoder is disposed with the painter, or someone else's.</param>
    internal BackgroundPainter(EncoderPredictor encoder, ObjectFraming framing, bool ownsEncoder)
    {
        _encoder = encoder;
        _framing = framing;
        _ownsEncoder = ownsEncoder;
    }

    /// <summary>Opens the encoder of a run. Beside a model of the run <see cref="RunModel.OpenBackgroundPainter"/> opens it no second time.</summary>
    /// <param name="run">The run folder.</param>
    /// <param name="encoding">Where and how it computes; null takes the defaults. Nothing is refined.</param>
    /// <returns>A painter that the caller disposes; null where no encoder was fitted.</returns>
    /// <exception cref="UserErrorException">The encoder is damaged or was fitted to an older checkpoint.</exception>
    public static BackgroundPainter? Open(RunFolder run, EncodingOptions? encoding = null)
    {
        ArgumentNullException.ThrowIfNull(run);
        EncodingOptions plain = (encoding ?? new EncodingOptions()) with { Refinement = null };
        return File.Exists(run.EncoderPath) ? new BackgroundPainter(FittedEncoder.Open(run, plain), TrainedObjects.Framing(run), ownsEncoder: true) : null;
    }

    /// <summary>Takes the object out of a photo.</summary>
    /// <param name="photo">The photo.</param>
    /// <param name="mask">Where the object is, of the same size. What is at least as likely object as not is painted over wholly, inside the window about the object that the encoder sees (<see cref="ObjectFraming"/>); what lies beyond it stays.</param>
    /// <returns>A new photo of the same size.</returns>
    public Photo Remove(Photo photo, Mask mask)
    {
        ArgumentNullException.ThrowIfNull(photo);
        ArgumentNullException.ThrowIfNull(mask);
        ObjectWindow window = _framing.Around(mask);
        Photo painted = Paint(window.CutFrom(photo)).Resize(window.Width, window.Height);
        byte[] pixels = (byte[])photo.Pixels.Clone();
        for (int y = Math.Max(window.Top, 0); y < Math.Min(window.Top + window.Height, photo.Height); y++)
        {
            for (int x = Math.Max(window.Left, 0); x < Math.Min(window.Left + window.Width, photo.Width); x++)
            {
                int to = (y * photo.Width) + x, from = ((y - window.Top) * window.Width) + x - window.Left;
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

    /// <summary>Frees the networks, unless they are a <see cref="RunModel"/>'s.</summary>
    public void Dispose()
    {
        if (_ownsEncoder)
            _encoder.Dispose();
    }

    private Photo Paint(Photo photo)
    {
        int side = _encoder.Side;
        float[] image = new float[SquareImages.Length(side)];
        SquareImages.Fill(photo, new ObjectWindow(0, 0, photo.Width, photo.Height), side, image);
        byte[] planes = Array.ConvertAll(_encoder.PaintBackground(image), value => (byte)Math.Round((Math.Clamp(value, -1, 1) + 1) * 127.5));
        return new Photo(side, side, PixelOrder.ToInterleaved(planes));
    }
}
