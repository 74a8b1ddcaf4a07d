namespace PerturbSeg.Training.GeneratedScenes;

/// <summary>
/// Draws photos of one kind of object over varied backgrounds, with exact masks: data for a demonstration and for tests that needs
/// no download. Scene i depends on the seed and i alone; another size shows the same scene in finer pixels.
/// </summary>
/// <remarks>
/// The object cannot be found by colour: it and its background draw palette and pattern from the same distribution. It is found by
/// being a whole thing near the middle, lit and rimmed, over a background that goes on beyond the frame.
/// Safe to use from several threads at once.
/// </remarks>
public sealed class SceneGenerator
{
    /// <summary>The default side: 1.125 × 32, for random crops of 32 pixels.</summary>
    public const int DefaultSize = 36;

    private const int SamplesPerSide = 3; // of a pixel; an odd number of samples in all leaves no pixel half covered

    private readonly ulong _seed;

    /// <summary>Creates a generator.</summary>
    /// <param name="seed">Two seeds draw different scenes.</param>
    /// <param name="size">Width and height S of the scenes in pixels, 8 to 4096.</param>
    /// <exception cref="ArgumentOutOfRangeException">The size is out of range.</exception>
    public SceneGenerator(ulong seed, int size = DefaultSize)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 8);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, 4096);
        (_seed, Size) = (seed, size);
    }

    /// <summary>Width and height S of the scenes in pixels.</summary>
    public int Size { get; }

    /// <summary>Draws one scene.</summary>
    /// <param name="index">Which one, from 0.</param>
    /// <returns>The scene, in new arrays.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The index is negative.</exception>
    public GeneratedScene Scene(int index)
    {
        var scene = new GeneratedScene(Size, new byte[3 * Size * Size], new byte[Size * Size]);
        Draw(index, scene.Image, scene.Mask);
        return scene;
    }

    /// <summary>Draws one scene into memory that is there already, such as a packed set's.</summary>
    /// <param name="index">Which one, from 0.</param>
    /// <param name="image">Receives [3, S, S], 0 to 255.</param>
    /// <param name="mask">Receives [S, S], 255 = object.</param>
    /// <exception cref="ArgumentException">The index is negative, or a span has another length.</exception>
    public void Draw(int index, Span<byte> image, Span<byte> mask)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        int area = Size * Size;
        if (image.Length != 3 * area || mask.Length != area)
            throw new ArgumentException($"Expected {3 * area} and {area} bytes, got {image.Length} and {mask.Length}.");
        var random = new SceneRandom(_seed, index);
        var backdrop = new Backdrop(random, Size * SamplesPerSide);
        var creature = new Creature(random);
        for (int y = 0; y < Size; y++)
            for (int x = 0; x < Size; x++)
            {
                (Rgb color, int covered) = Pixel(backdrop, creature, x, y);
                int i = (y * Size) + x;
                image[i] = ToByte(color.Channels.X);
                image[area + i] = ToByte(color.Channels.Y);
                image[(2 * area) + i] = ToByte(color.Channels.Z);
                mask[i] = 2 * covered >= SamplesPerSide * SamplesPerSide ? (byte)255 : (byte)0;
            }
    }

    private static byte ToByte(float value) => (byte)((Math.Clamp(value, 0f, 1f) * 255) + 0.5f);

    private (Rgb Color, int Covered) Pixel(Backdrop backdrop, Creature creature, int x, int y)
    {
        Rgb sum = default;
        int covered = 0;
        float step = 1f / (Size * SamplesPerSide);
        for (int j = 0; j < SamplesPerSide; j++)
            for (int i = 0; i < SamplesPerSide; i++)
            {
                int column = (x * SamplesPerSide) + i;
                float u = (column + 0.5f) * step, v = ((y * SamplesPerSide) + j + 0.5f) * step;
                if (creature.TryAt(u, v, out Rgb color))
                    covered++;
                else
                    color = backdrop.At(column, u, v);
                sum += color;
            }

        return (sum * (1f / (SamplesPerSide * SamplesPerSide)), covered);
    }
}
