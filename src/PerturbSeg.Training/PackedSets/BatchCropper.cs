namespace PerturbSeg.Training.PackedSets;

/// <summary>
/// Makes batches: image n is a function of (packed sets, seed, mirror, n). Of S sets, draw n is draw n / S of set n mod S, so that any B
/// images in a row hold B / S of each, and what is left over goes round. A draw takes the next photo of the set's shuffled epoch, a
/// uniformly random window of the packed resolution, mirrors it or not, and halves it to the resolution of the training. For one thread.
/// </summary>
internal sealed class BatchCropper
{
    private const int Colours = 3;
    private const ulong CropStream = 2;
    private const ulong SetStream = 3;

    private readonly PackedSetMixture _sets;
    private readonly BatchOptions _options;
    private readonly EpochOrder[] _orders;
    private readonly byte[] _window;
    private readonly int _area;
    private readonly int _reduction;

    public BatchCropper(PackedSetMixture sets, BatchOptions options)
    {
        _sets = sets;
        _options = options;
        int packed = sets.Sets[0].Resolution;
        _reduction = packed / sets.Resolution;
        _area = sets.Resolution * sets.Resolution;
        _window = _reduction > 1 ? new byte[Colours * packed * packed] : [];
        _orders = [.. sets.Sets.Select((set, index) => new EpochOrder(set.Count, OrderSeed(index)))];
    }

    /// <summary>The bytes of a batch's photos.</summary>
    public int BatchBytes => checked(_options.BatchSize * Colours * _area);

    /// <summary>The bytes of its masks; 0 where none were asked for.</summary>
    public int MaskBytes => _options.Masks ? _options.BatchSize * _area : 0;

    /// <summary>Makes a batch.</summary>
    /// <param name="first">The first image of the batch that it is a share of, from 0.</param>
    /// <param name="pixels">Filled with [BatchSize, 3, Resolution, Resolution].</param>
    /// <param name="masks">Filled with [BatchSize, 1, Resolution, Resolution] where masks were asked for.</param>
    public void Fill(long first, Span<byte> pixels, Span<byte> masks = default)
    {
        for (int i = 0; i < _options.BatchSize; i++)
        {
            long number = first + (i * _options.Share.Size) + _options.Share.Rank;
            (long draw, long index) = Math.DivRem(number, _sets.Sets.Count);
            PackedSet set = _sets.Sets[(int)index];
            int photo = _orders[index][draw];
            Cut(set, set.Image(photo), number, pixels.Slice(Colours * i * _area, Colours * _area));
            if (_options.Masks)
                Cut(set, set.Mask(photo), number, masks.Slice(i * _area, _area));
        }
    }

    private void Cut(PackedSet set, ReadOnlySpan<byte> planes, long draw, Span<byte> image)
    {
        if (_reduction == 1)
        {
            Crop(set, planes, draw, image);
            return;
        }

        Span<byte> window = _window.AsSpan(0, image.Length * _reduction * _reduction);
        Crop(set, planes, draw, window);
        Reduce(window, _sets.Resolution, _reduction, image);
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

    private void Crop(PackedSet set, ReadOnlySpan<byte> pixels, long draw, Span<byte> crop)
    {
        int side = set.Side;
        int resolution = set.Resolution;
        int places = side - resolution + 1;
        ulong bits = CounterRandom.Bits(_options.Seed, CropStream, (ulong)draw);
        int left = CounterRandom.Below((uint)(bits >> 32), places);
        // The lower half gives the height from its upper 31 bits and the mirroring from its lowest.
        int top = CounterRandom.Below((uint)bits & ~1u, places);
        bool mirror = _options.Mirror && (bits & 1) == 1;
        for (int channel = 0; channel < pixels.Length / (side * side); channel++)
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
