namespace PerturbSeg.Training.PackedSets;

/// <summary>A batch of training photos. Disposing it gives its buffer back for a later batch.</summary>
public sealed class Batch : IDisposable
{
    private readonly Action<byte[]> _giveBack;
    private byte[]? _pixels;

    internal Batch(long firstImage, int count, int resolution, byte[] pixels, Action<byte[]> giveBack)
    {
        FirstImage = firstImage;
        Count = count;
        Resolution = resolution;
        _pixels = pixels;
        _giveBack = giveBack;
    }

    /// <summary>How many photos were drawn before it, from 0.</summary>
    public long FirstImage { get; }

    /// <summary>N, the number of photos.</summary>
    public int Count { get; }

    /// <summary>R, the side of the photos in pixels.</summary>
    public int Resolution { get; }

    /// <summary>[N, 3, R, R], 0 to 255; exactly as long as the batch; valid until <see cref="Dispose"/>.</summary>
    /// <exception cref="ObjectDisposedException">The batch was disposed.</exception>
    public byte[] Pixels => _pixels ?? throw new ObjectDisposedException(nameof(Batch));

    /// <summary>Gives the buffer back.</summary>
    public void Dispose()
    {
        if (_pixels is not { } pixels)
            return;
        _pixels = null;
        _giveBack(pixels);
    }
}
