namespace PerturbSeg.Training.PackedSets;

/// <summary>
/// Makes batches: image n is a function of (packed sets, seed, mirror, n). Of S sets, draw n is draw n / S of set n mod S, so that any B
/// images in a row hold B / S of each, and what is left over goes round. A draw takes the next photo of the set's shuffled epoch, a
/// uniformly random window of the training resolution, and mirrors it or not. For one thread.
/// </summary>
internal sealed class BatchCropper
{
    private const ulong CropStream = 2;
    private const ulong SetStream = 3;

    private readonly PackedSetMixture _sets;
    private readonly BatchOptions _options;
    private readonly EpochOrder[] _orders;

    public BatchCropper(PackedSetMixture sets, BatchOptions options)
    {
        _sets = sets;
        _options = options;
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
            Crop(set, _orders[index][draw], first + i, pixels.Slice(i * photoBytes, photoBytes));
        }
    }

    // Sets of the same size are shuffled differently.
    private ulong OrderSeed(int set) => set == 0 ? _options.Seed : CounterRandom.Bits(_options.Seed, SetStream, (ulong)set);

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
