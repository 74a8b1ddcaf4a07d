using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using System.Threading.Channels;

namespace PerturbSeg.Training.PackedSets;

/// <summary>
/// Yields batches of random crops of packed sets, without end, made a few ahead on one background thread. Image n depends only on the
/// packed sets, the seed and n, so training that resumes at image n sees what it would have seen, also in batches of another size.
/// </summary>
/// <remarks>Dispose it before the packed sets. <see cref="Next"/> is for one thread.</remarks>
public sealed class BatchSource : IDisposable
{
    private readonly PackedSetMixture _sets;
    private readonly BatchOptions _options;
    private readonly BatchCropper _cropper;
    private readonly Channel<Batch> _ready;
    private readonly ConcurrentQueue<(byte[] Pixels, byte[] Masks)> _free = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _making;
    private bool _disposed;

    /// <summary>Begins to make batches.</summary>
    /// <param name="sets">The packed sets; not owned.</param>
    /// <param name="options">How batches are drawn.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    /// <exception cref="UserErrorException">Masks are asked for that a set has not.</exception>
    public BatchSource(PackedSetMixture sets, BatchOptions options)
    {
        ArgumentNullException.ThrowIfNull(sets);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.BatchSize, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfNegative(options.FirstImage, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Ahead, 1, nameof(options));
        if (options.Masks)
            sets.RequireMasks();
        _sets = sets;
        _options = options;
        _cropper = new BatchCropper(sets, options);
        _ready = Channel.CreateBounded<Batch>(new BoundedChannelOptions(options.Ahead) { SingleReader = true, SingleWriter = true });
        _making = Task.Factory.StartNew(Make, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Photos in each batch.</summary>
    public int BatchSize => _options.BatchSize;

    /// <summary>Waits for the next batch: from <see cref="BatchOptions.FirstImage"/>, then one after the other.</summary>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <returns>A batch of the caller's, to be disposed when its pixels were copied.</returns>
    /// <exception cref="OperationCanceledException">The waiting was ended.</exception>
    /// <exception cref="ObjectDisposedException">The source was disposed.</exception>
    public Batch Next(CancellationToken cancellation = default)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        try
        {
            return _ready.Reader.ReadAsync(cancellation).AsTask().GetAwaiter().GetResult();
        }
        catch (ChannelClosedException exception) when (exception.InnerException is { } failure)
        {
            ExceptionDispatchInfo.Throw(failure);
            throw;
        }
    }

    /// <summary>Stops the background thread and waits for it.</summary>
    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        _stop.Cancel();
        _making.Wait();
        _stop.Dispose();
    }

    private void Make()
    {
        try
        {
            for (long first = _options.FirstImage; !_stop.IsCancellationRequested; first += _options.BatchSize * _options.Share.Size)
            {
                if (!_free.TryDequeue(out (byte[] Pixels, byte[] Masks) buffers))
                    buffers = (new byte[_cropper.BatchBytes], new byte[_cropper.MaskBytes]);
                _cropper.Fill(first, buffers.Pixels, buffers.Masks);
                var batch = new Batch(first, _options.BatchSize, _sets.Resolution, buffers, _free.Enqueue);
                _ready.Writer.WriteAsync(batch, _stop.Token).AsTask().GetAwaiter().GetResult();
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Disposed while the queue was full.
        }
        catch (Exception exception)
        {
            _ready.Writer.Complete(exception);
        }
    }
}
