namespace PerturbSeg.Data;

/// <summary>
/// Makes batches: batch k is a function of (packed set, seed, batch size, mirror, k). Each draw takes the next photo of the shuffled
/// epoch, a uniformly random window of the training resolution, and mirrors it or not. For one thread.
/// </summary>
internal sealed class BatchCropper
{
    private const ulong CropStream = 2;

    private readonly PackedSet _set;
    private readonly BatchOptions _options;
    private readonly EpochOrder _order;

    public BatchCropper(PackedSet set, BatchOptions options)
    {
        _set = set;
        _options = options;
        _order = new EpochOrder(set.Count, options.Seed);
    }

    /// <summary>The bytes of a batch.</summary>
    public int BatchBytes => checked(_options.BatchSize * 3 * _set.Resolution * _set.Resolution);

    /// <summary>Makes batch <paramref name="index"/>.</summary>
    /// <param name="index">From 0.</param>
    /// <param name="pixels">Filled with [BatchSize, 3, Resolution, Resolution].</param>
    public void Fill(long index, Span<byte> pixels)
    {
        int photoBytes = BatchBytes / _options.BatchSize;
        for (int i = 0; i < _options.BatchSize; i++)
        {
            long draw = (index * _options.BatchSize) + i;
            Crop(_set.Image(_order[draw]), draw, pixels.Slice(i * photoBytes, photoBytes));
        }
    }

    private void Crop(ReadOnlySpan<byte> photo, long draw, Span<byte> crop)
    {
        int side = _set.Side;
        int resolution = _set.Resolution;
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
                ReadOnlySpan<byte> from = photo.Slice((((channel * side) + top + y) * side) + left, resolution);
                Span<byte> to = crop.Slice(((channel * resolution) + y) * resolution, resolution);
                from.CopyTo(to);
                if (mirror)
                    to.Reverse();
            }
        }
    }
}
