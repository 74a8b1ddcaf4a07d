using System.Globalization;
using PerturbSeg.Imaging;

namespace PerturbSeg.Outputs;

/// <summary>What cut-outs are laid over: one colour, or a photo that covers them.</summary>
public sealed class CutoutBackground
{
    private readonly byte[] _color;
    private readonly Photo? _photo;

    private CutoutBackground(byte[] color, Photo? photo) => (_color, _photo) = (color, photo);

    /// <summary>Reads <c>white</c>, a colour such as <c>#ff8000</c>, or the path of a photo.</summary>
    /// <param name="text">What the user wrote.</param>
    /// <exception cref="UserErrorException">It is none of these, or the photo cannot be read.</exception>
    public static CutoutBackground Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text == "white")
            return new CutoutBackground([255, 255, 255], null);
        if (text.StartsWith('#') && !File.Exists(text))
        {
            return text.Length == 7 && int.TryParse(text.AsSpan(1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int color)
                ? new CutoutBackground([(byte)(color >> 16), (byte)(color >> 8), (byte)color], null)
                : throw new UserErrorException($"'{text}' is no colour: give red, green and blue in two hexadecimal digits each, such as #ff8000.");
        }

        try
        {
            return new CutoutBackground([], Photo.Load(text));
        }
        catch (Exception exception) when (exception is PhotoFormatException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            string reason = exception is FileNotFoundException or DirectoryNotFoundException ? "there is no such file" : exception.Message.TrimEnd('.');
            throw new UserErrorException($"--background {text} cannot be used ({reason}): give white, a colour such as #ff8000, or a photo.", exception);
        }
    }

    /// <summary>The background of a cut-out: a photo is enlarged or shrunk until it covers the cut-out, and its middle taken.</summary>
    /// <param name="width">Pixels a row.</param>
    /// <param name="height">Rows.</param>
    public Photo Cover(int width, int height)
    {
        if (_photo is null)
        {
            byte[] pixels = new byte[3 * width * height];
            for (int i = 0; i < pixels.Length; i += 3)
                _color.CopyTo(pixels, i);
            return new Photo(width, height, pixels);
        }

        double scale = Math.Max((double)width / _photo.Width, (double)height / _photo.Height);
        int columns = Math.Clamp((int)Math.Round(width / scale), 1, _photo.Width), rows = Math.Clamp((int)Math.Round(height / scale), 1, _photo.Height);
        return _photo.Crop((_photo.Width - columns) / 2, (_photo.Height - rows) / 2, columns, rows).Resize(width, height);
    }
}
