namespace PerturbSeg.Training.PackedSets;

/// <summary>
/// Makes batches: image n is a function of (packed sets, seed, mirror, n). Of S sets, draw n is draw n / S of set n mod S, so that any B
/// images in a row hold B / S of each, and what is left over goes round. A draw takes the next photo of the set's shuffled epoch, a
/// uniformly random window of the packed resolution, mirrors it or not, and halves it to the resolution of the training. For one thread.
/// </summary>
internal sealed class BatchCropper
{
    private const ulong CropStream = 2;
    private const ulong SetStream = 3;

    private readonly PackedSetMixture _sets;
    private readonly BatchOptions _options;
    private readonly EpochOrder[] _orders;
    private readonly byte[] _window;
    private readonly int _reduction;

    public BatchCropper(PackedSetMixture sets, BatchOptions options)
    {
        _sets = sets;
        _options = options;
        int packed = sets.Sets[0].Resolution;
        _reduction = packed / sets.Resolution;
        _window = _reduction > 1 ? new byte[3 * packed * packed] : [];
        _orders = [.. sets.Sets.Select((set, index) => new EpochOrder(set.Count, OrderSeed(index)))];
    }

    /// <summary>The bytes of a batch.</summary>
    public int BatchBytes => checked(_options.BatchSize * 3 * _sets.Resolution * _sets.Resolution);

    /// <summary>Makes a batch.</summary>
    /// <param name="first">Its first image, from 0.</param>
    /// <param name="pixels">Filled with [BatchSize, 3, Resolution, Resolution].</param>
    public void Fill(long first, Span<byte> pixels)
    {
        int photoBytes = BatchBytes / _options.BatchSize;
        for (int i = 0; i < _options.BatchSize; i++)
        {
            (long draw, long index) = Math.DivRem(first + i, _sets.Sets.Count);
            PackedSet set = _sets.Sets[(int)index];
            Span<byte> image = pixels.Slice(i * photoBytes, photoBytes);
            Crop(set, _orders[index][draw], first + i, _reduction > 1 ? _window : image);
            if (_reduction > 1)
                Reduce(_window, _sets.Resolution, _reduction, image);
        }
    }

    // Sets of the same size are shuffled differently.
    private ulong OrderSeed(int set) => set == 0 ? _options.Seed : CounterRandom.Bits(_options.Seed, SetStream, (ulong)set);

    // Each pixel is the mean of a block, rounded.
    private static void Reduce(ReadOnlySpan<byte> window, int side, int reduction, Span<byte> image)
    {
        int wide = side * reduction, block = reduction * reduction;
        for (int i = 0; i < image.Length; i++)
        {
            int first = (i / side * reduction * wide) + (i % side * reduction), sum = block / 2;
            for (int row = 0; row < reduction; row++)
            {
                foreach (byte value in window.Slice(first + (row * wide), reduction))
                    sum += value;
            }

            image[i] = (byte)(sum / block);
        }
    }

    private void Crop(PackedSet set, int photo, long draw, Span<byte> crop)
    {
        ReadOnlySpan<byte> pixels = set.Image(photo);
        int side = set.Side;
        int resolution = set.Resolution;
        int places = side - resolution + 1;
        ulong bits = CounterRandom.Bits(_options.Seed, CropStream, (ulong)draw);
        int left = CounterRandom.Below((uint)(bits >> 32), places);
        // The lower half gives the height from its upper 31 bits and the mirroring from its lowest.
        int top = CounterRandom.Below((uint)bits & ~1u, places);
        bool mirror = _options.Mirror && (bits & 1) == 1;
        for (int channel = 0; channel < 3; channel++)
        {
            for (int y = 0; y < resolution; y++)
            {
                ReadOnlySpan<byte> from = pixels.Slice((((channel * side) + top + y) * side) + left, resolution);
                Span<byte> to = crop.Slice(((channel * resolution) + y) * resolution, resolution);
                from.CopyTo(to);
                if (mirror)
                    to.Reverse();
            }
        }
    }
}
