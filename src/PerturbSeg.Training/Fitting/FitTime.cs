namespace PerturbSeg.Training.Fitting;

/// <summary>
/// The time that a fit may take. Earlier parts come first: each may take all that is left, and a later one begins only where a good share of it fits in, by
/// what the parts before it were seen to take.
/// </summary>
internal sealed class FitTime
{
    // A part with fewer of its steps than that is better left out.
    private const double LeastShare = 0.5;

    private readonly TimeProvider _clock;
    private readonly long _began;
    private readonly TimeSpan _limit;
    private double _begun;

    /// <summary>Begins to count.</summary>
    /// <param name="limit">The time of all parts together.</param>
    /// <param name="clock">Tells the time.</param>
    public FitTime(TimeSpan limit, TimeProvider? clock = null)
    {
        _clock = clock ?? TimeProvider.System;
        _began = _clock.GetTimestamp();
        _limit = limit;
    }

    /// <summary>Begins the next part, if it fits in.</summary>
    /// <param name="cost">What all of its steps cost, above 0, in any unit that all parts share.</param>
    /// <returns>Says which share of the time that was left has gone, 1 and more where it is over; null where too little of the part fits in, and it is left out.</returns>
    public Func<double>? Begin(double cost)
    {
        TimeSpan before = Gone, left = _limit - before;
        if (_begun > 0 && LeastShare * cost * (before / _begun) > left)
            return null;
        _begun += cost;
        return () => left > TimeSpan.Zero ? (Gone - before) / left : 1;
    }

    private TimeSpan Gone => _clock.GetElapsedTime(_began);
}
