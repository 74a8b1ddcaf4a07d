using System.Numerics;

namespace PerturbSeg.Training.GeneratedScenes;

/// <summary>A colour: red, green and blue, each in [0, 1].</summary>
internal readonly record struct Rgb(Vector3 Channels)
{
    public Rgb(float red, float green, float blue)
        : this(new Vector3(red, green, blue))
    {
    }

    public static Rgb operator *(Rgb color, float factor) => new(color.Channels * factor);

    public static Rgb operator +(Rgb left, Rgb right) => new(left.Channels + right.Channels);

    /// <summary>From the first colour (share 0) to the second (share 1).</summary>
    public static Rgb Mix(Rgb from, Rgb to, float share) => new(from.Channels + ((to.Channels - from.Channels) * share));

    /// <summary>A colour by hue in turns, saturation and value in [0, 1].</summary>
    public static Rgb FromHsv(float hue, float saturation, float value)
    {
        float sixths = (hue - MathF.Floor(hue)) * 6;
        return new Rgb(Channel(5), Channel(3), Channel(1));

        float Channel(float offset)
        {
            float k = (offset + sixths) % 6;
            return value - (value * saturation * Math.Clamp(Math.Min(k, 4 - k), 0f, 1f));
        }
    }
}
