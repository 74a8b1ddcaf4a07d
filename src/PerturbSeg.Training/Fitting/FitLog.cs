using System.Globalization;

namespace PerturbSeg.Training.Fitting;

/// <summary>Keeps the recent losses of a fit, reports how far it is, and stops it when it diverges.</summary>
/// <param name="steps">Steps in all.</param>
/// <param name="progress">Told after each step; null tells nobody.</param>
internal sealed class FitLog(int steps, IProgress<WorkProgress>? progress)
{
    private const int Window = 50;
    private readonly Queue<double> _recent = new();
    private long _done;

    /// <summary>The mean loss over the last 50 steps.</summary>
    public double RecentLoss => _recent.Average();

    /// <summary>Takes the loss of the next step.</summary>
    /// <param name="loss">The loss.</param>
    /// <param name="position">Where in the fit the step was, in steps from 0: more than were made where time runs out before.</param>
    /// <exception cref="FitDivergedException">The loss is no longer a number.</exception>
    public void Add(double loss, double position)
    {
        _done++;
        if (!double.IsFinite(loss))
            throw new FitDivergedException(_done);
        if (_recent.Count == Window)
            _recent.Dequeue();
        _recent.Enqueue(loss);
        progress?.Report(new WorkProgress((long)position + 1, steps, string.Create(CultureInfo.InvariantCulture, $"loss {RecentLoss:0.000}")));
    }
}
