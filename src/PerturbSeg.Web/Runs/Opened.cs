namespace PerturbSeg.Web.Runs;

/// <summary>What is opened from files when it is first asked for, and again once they have changed; what was opened before stays until requests that began with it have ended.</summary>
/// <typeparam name="T">What is opened.</typeparam>
/// <param name="stamp">Tells the files of now from those of before.</param>
/// <param name="open">Opens.</param>
internal sealed class Opened<T>(Func<string> stamp, Func<T> open) : IDisposable
    where T : class, IDisposable
{
    // Requests take a minute at most.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private readonly Lock _turn = new();
    private readonly Queue<(DateTime Since, T Value)> _retired = new();
    private T? _value;
    private string? _stamp;

    /// <summary>What the files hold now; where those cannot be opened, what they held before.</summary>
    /// <exception cref="UserErrorException">They cannot be opened, and never were.</exception>
    public T Value
    {
        get
        {
            lock (_turn)
            {
                Renew();
                while (_retired.TryPeek(out var old) && DateTime.UtcNow - old.Since > Patience)
                    _retired.Dequeue().Value.Dispose();
                return _value!;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach ((_, T value) in _retired)
            value.Dispose();
        _value?.Dispose();
    }

    private void Renew()
    {
        try
        {
            string now = stamp();
            if (_value is not null && now == _stamp)
                return;
            T opened = open();
            if (_value is not null)
                _retired.Enqueue((DateTime.UtcNow, _value));
            (_value, _stamp) = (opened, now);
        }
        catch (Exception problem) when (_value is not null && problem is (UserErrorException or IOException or UnauthorizedAccessException))
        {
            // Being written, damaged or moved: the next request tries again.
        }
    }
}
