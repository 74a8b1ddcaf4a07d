using System.Numerics.Tensors;
using PerturbSeg.Imaging;
using PerturbSeg.Masks;

namespace PerturbSeg.Segmentation;

/// <summary>Parts of photos as networks take them.</summary>
internal static class SquareImages
{
    private const int Channels = 3;

    /// <summary>Values of an image.</summary>
    /// <param name="side">Its side, in pixels.</param>
    public static int Length(int side) => Channels * side * side;

    /// <summary>Resizes a part of a photo to a square; its aspect is lost.</summary>
    /// <param name="photo">The photo.</param>
    /// <param name="part">What of it; none of it beyond the photo.</param>
    /// <param name="side">The side of the square, in pixels.</param>
    /// <param name="image">Is filled: [3, side, side], in [−1, 1].</param>
    public static void Fill(Photo photo, ObjectWindow part, int side, Span<float> image)
    {
        byte[] pixels = photo.ResizePart(part.Left, part.Top, part.Width, part.Height, side, side);
        int area = side * side;
        for (int channel = 0; channel < Channels; channel++)
        {
            Span<float> plane = image.Slice(channel * area, area);
            for (int i = 0; i < area; i++)
                plane[i] = pixels[(Channels * i) + channel];
        }

        TensorPrimitives.Multiply(image, 1 / 127.5f, image);
        TensorPrimitives.Subtract(image, 1f, image);
    }

    /// <summary>Resizes a part of a mask to a square, as <see cref="Fill"/> does with its photo.</summary>
    /// <param name="mask">The mask.</param>
    /// <param name="part">What of it; none of it beyond the mask.</param>
    /// <param name="side">The side of the square, in pixels.</param>
    /// <returns>[side, side], 0 to 255.</returns>
    public static byte[] Square(GreyImage mask, ObjectWindow part, int side)
        => Resampler.ResizePart(mask.Pixels, mask.Width, mask.Height, 1, part.Left, part.Top, part.Width, part.Height, side, side, ResizeFilter.Linear);

    /// <summary>Mirrors planes, left to right.</summary>
    /// <param name="planes">[N, side, side].</param>
    /// <param name="side">Pixels a row.</param>
    /// <param name="mirrored">Is filled; of the same length, and not the same.</param>
    public static void Mirror(ReadOnlySpan<float> planes, int side, Span<float> mirrored)
    {
        planes.CopyTo(mirrored);
        for (int row = 0; row < mirrored.Length; row += side)
            mirrored.Slice(row, side).Reverse();
    }
}
