namespace PerturbSeg.Torch.Tests;

/// <summary>A thread that collects garbage without a pause until it is disposed: what libtorch reads while a call runs must not be freed under it.</summary>
internal sealed class CollectingThread : IDisposable
{
    private readonly CancellationTokenSource _done = new();
    private readonly Thread _thread;

    public CollectingThread()
    {
        _thread = new Thread(() =>
        {
            while (!_done.IsCancellationRequested)
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
            }
        });
        _thread.Start();
    }

    public void Dispose()
    {
        _done.Cancel();
        _thread.Join();
        _done.Dispose();
    }
}
