namespace PerturbSeg.Training.Fitting;

/// <summary>The time that a fit may take, shared among its parts by what they cost: what one leaves over is the next ones'.</summary>
internal sealed class FitTime
{
    private readonly TimeProvider _clock;
    private readonly long _began;
    private readonly TimeSpan _limit;
    private readonly Queue<double> _costs;

    /// <summary>Begins to count.</summary>
    /// <param name="limit">The time of all parts together.</param>
    /// <param name="costs">What each part costs, in any unit, in the order in which they begin.</param>
    /// <param name="clock">Tells the time.</param>
    public FitTime(TimeSpan limit, IEnumerable<double> costs, TimeProvider? clock = null)
    {
        _clock = clock ?? TimeProvider.System;
        _began = _clock.GetTimestamp();
        _limit = limit;
        _costs = new Queue<double>(costs);
    }

    /// <summary>Begins the next part.</summary>
    /// <returns>Says which share of the part's time has gone; 1 and more where it is over.</returns>
    /// <exception cref="InvalidOperationException">All parts have begun.</exception>
    public Func<double> Begin()
    {
        TimeSpan before = Gone;
        double all = _costs.Sum();
        TimeSpan length = (_limit - before) * (_costs.Dequeue() / all);
        return () => length > TimeSpan.Zero ? (Gone - before) / length : 1;
    }

    private TimeSpan Gone => _clock.GetElapsedTime(_began);
}
