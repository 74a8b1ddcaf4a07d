using PerturbSeg.Files;
using PerturbSeg.Torch;
using PerturbSeg.Training.Fitting;
using PerturbSeg.Training.PackedSets;
using PerturbSeg.Training.Runs;
using PerturbSeg.Web.Hosting;
using PerturbSeg.Web.Review;
using PerturbSeg.Web.Runs;

namespace PerturbSeg.Web.Teach;

/// <summary>Teaches a run's segmenter on with the masks that were accepted or mended: in the background, one lesson at a time.</summary>
/// <param name="run">The run whose segmenter learns.</param>
/// <param name="review">The photos and the decisions on them; judged anew after a lesson.</param>
/// <param name="data">Packed sets of photos, which it is not to forget.</param>
/// <param name="steps">Steps of Adam.</param>
internal sealed class Teacher(ServedRun run, ReviewList review, IReadOnlyList<string> data, int steps) : IProgress<WorkProgress>, IDisposable
{
    private readonly Lock _turn = new();
    private readonly CancellationTokenSource _stop = new();
    private Task _lesson = Task.CompletedTask;
    private TeachingState _state = new(IsRunning: false, Done: 0, steps, Result: null, Skipped: [], Problem: null);

    /// <summary>How far it has come.</summary>
    public TeachingState State
    {
        get
        {
            lock (_turn)
                return _state;
        }
    }

    /// <summary>Begins a lesson.</summary>
    /// <exception cref="ProblemException">One is being taught already.</exception>
    public TeachingState Begin()
    {
        lock (_turn)
        {
            if (_state.IsRunning)
                throw new ProblemException(409, "The segmenter is being taught already: wait until it is done.");
            _state = new TeachingState(IsRunning: true, Done: 0, steps, Result: null, Skipped: [], Problem: null);
            _lesson = Task.Factory.StartNew(Teach, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            return _state;
        }
    }

    /// <inheritdoc/>
    public void Report(WorkProgress value)
    {
        lock (_turn)
            _state = _state with { Done = value.Done };
    }

    /// <summary>Gives up a lesson that is going on; the segmenter stays as it was.</summary>
    public void Dispose()
    {
        _stop.Cancel();
        _lesson.Wait();
        _stop.Dispose();
    }

    private void Teach()
    {
        CorrectionResult? result = null;
        string? problem = null;
        try
        {
            var skipped = new List<string>();
            CorrectedPhotos corrected;
            try
            {
                corrected = CorrectedPhotos.Read(review.Corrections, review.Tasks, review.Decoder, skipped.Add, _stop.Token);
            }
            finally
            {
                lock (_turn)
                    _state = _state with { Skipped = skipped };
            }

            using var writing = FolderLock.Take(run.Run.FolderPath);
            using PackedSetMixture others = PackedSetMixture.Open(data);
            var now = RunFolder.Open(run.Run.FolderPath); // a training may have put another attempt there
            result = RunFit.Corrected(now, others, corrected, steps, new SegmenterFitOptions(), Device.Cpu, this, _stop.Token).Result;
            review.JudgeAgain();
        }
        catch (OperationCanceledException)
        {
            problem = "The lesson was given up: the server stops.";
        }
        catch (Exception exception) // whatever it is, the page tells it: nobody waits for this task
        {
            problem = exception.Message;
        }
        finally
        {
            lock (_turn)
                _state = _state with { IsRunning = false, Result = result, Problem = problem };
        }
    }
}
