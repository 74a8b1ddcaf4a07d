namespace PerturbSeg.Training.PackedSets;

/// <summary>A batch of training photos. Disposing it gives its buffers back for a later batch.</summary>
public sealed class Batch : IDisposable
{
    private readonly Action<(byte[] Pixels, byte[] Masks)> _giveBack;
    private (byte[] Pixels, byte[] Masks)? _buffers;

    internal Batch(long firstImage, int count, int resolution, (byte[] Pixels, byte[] Masks) buffers, Action<(byte[] Pixels, byte[] Masks)> giveBack)
    {
        FirstImage = firstImage;
        Count = count;
        Resolution = resolution;
        _buffers = buffers;
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
    public byte[] Pixels => Buffers.Pixels;

    /// <summary>Their masks, [N, 1, R, R], 255 = object; empty where none were asked for; valid until <see cref="Dispose"/>.</summary>
    /// <exception cref="ObjectDisposedException">The batch was disposed.</exception>
    public byte[] Masks => Buffers.Masks;

    private (byte[] Pixels, byte[] Masks) Buffers => _buffers ?? throw new ObjectDisposedException(nameof(Batch));

    /// <summary>Gives the buffers back.</summary>
    public void Dispose()
    {
        if (_buffers is not { } buffers)
            return;
        _buffers = null;
        _giveBack(buffers);
    }
}
