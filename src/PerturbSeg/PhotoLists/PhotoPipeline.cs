using System.Runtime.ExceptionServices;

namespace PerturbSeg.PhotoLists;

/// <summary>
/// Works on a list of photos on several threads, on so many at once as fit into a number of pixels, and on one at least: memory stays the same
/// however long the list is. What comes out is handed on in the order of the list.
/// </summary>
/// <typeparam name="TTask">What names a photo.</typeparam>
/// <typeparam name="TOpened">A photo that was opened and not decoded yet.</typeparam>
/// <typeparam name="TResult">What is made of it.</typeparam>
internal sealed class PhotoPipeline<TTask, TOpened, TResult>
{
    /// <summary>The most pixels of photos that are worked on at once, where that is more than one photo.</summary>
    public const long MostPixels = 24_000_000;

    // A photo of these has arrays of 30 MB and more, of which the collector lets several pile up: what is left of the last ones goes first. That takes a few
    // milliseconds where it has nothing else to look at, as in the process of the command line; others may have much, and all their threads wait.
    private const long LargePixels = 4_000_000;
    private static readonly bool OwnsProcess = AppContext.TryGetSwitch("PerturbSeg.OwnsProcess", out bool owns) && owns;
    private readonly Lock _turn = new(); // held by the thread that takes photos off the list
    private readonly object _gate = new(); // guards what follows
    private readonly Dictionary<int, (long Pixels, TResult Result)> _finished = [];
    private IReadOnlyList<TTask> _tasks = [];
    private int _taken;
    private int _handed;
    private long _pixels;
    private ExceptionDispatchInfo? _failure;

    /// <summary>Opens a photo: reads its file and its header.</summary>
    public required Func<TTask, TOpened> Open { get; init; }

    /// <summary>How many pixels an opened photo has; 0 where it will not be decoded.</summary>
    public required Func<TOpened, long> Pixels { get; init; }

    /// <summary>Works on opened photos, on several threads at once, and gives a result for each.</summary>
    public required Func<IReadOnlyList<TOpened>, IReadOnlyList<TResult>> Work { get; init; }

    /// <summary>Takes the results, in the order of the list, one at a time.</summary>
    public required Action<TTask, TResult> Done { get; init; }

    /// <summary>Runs; once.</summary>
    /// <param name="tasks">The list.</param>
    /// <param name="threads">Threads to work on, from 1.</param>
    /// <param name="atOnce">The most photos that <see cref="Work"/> is given at once, from 1; what takes several has threads of its own, and is called on one.</param>
    /// <param name="cancellation">Ends the work between photos; what was begun is finished and handed on.</param>
    /// <exception cref="OperationCanceledException">The work was ended.</exception>
    public void Run(IReadOnlyList<TTask> tasks, int threads, int atOnce, CancellationToken cancellation)
    {
        _tasks = tasks;
        Thread[] others = [.. Enumerable.Range(1, (atOnce > 1 ? 1 : Math.Clamp(threads, 1, Math.Max(1, tasks.Count))) - 1).Select(_ => new Thread(Loop) { IsBackground = true })];
        foreach (Thread other in others)
            other.Start();
        Loop();
        foreach (Thread other in others)
            other.Join();
        if (_failure is null or { SourceException: OperationCanceledException })
            HandRest();
        _failure?.Throw();
        if (_handed < tasks.Count)
            cancellation.ThrowIfCancellationRequested();

        void Loop()
        {
            try
            {
                while (!cancellation.IsCancellationRequested && Take(atOnce) is { Count: > 0 } opened)
                    Hand(opened, Work([.. opened.Select(photo => photo.Opened)]));
            }
            catch (Exception exception)
            {
                lock (_gate)
                {
                    _failure ??= ExceptionDispatchInfo.Capture(exception);
                    Monitor.PulseAll(_gate);
                }
            }
        }
    }

    // One thread at a time: photos come into memory in the order of the list, so that the one that all wait for is always among them.
    private List<(int Index, long Pixels, TOpened Opened)> Take(int atOnce)
    {
        lock (_turn)
        {
            var opened = new List<(int, long, TOpened)>();
            long pixels = 0;
            while (_taken < _tasks.Count && opened.Count < atOnce && pixels < MostPixels && _failure is null)
            {
                TOpened photo = Open(_tasks[_taken]);
                opened.Add((_taken++, Pixels(photo), photo));
                pixels += opened[^1].Item2;
            }

            lock (_gate)
            {
                while (_pixels > 0 && _pixels + pixels > MostPixels && _failure is null)
                    Monitor.Wait(_gate);
                _pixels += pixels;
            }

            if (OwnsProcess && pixels > LargePixels)
                GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            return _failure is null ? opened : [];
        }
    }

    // What was made of photos behind those that were given up.
    private void HandRest()
    {
        foreach ((int index, (_, TResult result)) in _finished.OrderBy(entry => entry.Key))
            Done(_tasks[index], result);
    }

    private void Hand(List<(int Index, long Pixels, TOpened Opened)> opened, IReadOnlyList<TResult> results)
    {
        lock (_gate)
        {
            for (int i = 0; i < opened.Count; i++)
                _finished.Add(opened[i].Index, (opened[i].Pixels, results[i]));
            for (; _finished.Remove(_handed, out (long Pixels, TResult Result) next); _handed++)
            {
                _pixels -= next.Pixels;
                Done(_tasks[_handed], next.Result);
            }

            Monitor.PulseAll(_gate);
        }
    }
}
