using System.Threading.RateLimiting;

namespace PerturbSeg.Web.Hosting;

/// <summary>Gives turns to requests: so many are worked on at once, so many wait, and more are refused.</summary>
internal sealed class WorkTurns(ServeOptions options) : IDisposable
{
    private readonly ConcurrencyLimiter _bodies = new(new ConcurrencyLimiterOptions { PermitLimit = 4 * options.AtOnce, QueueLimit = options.Queue });
    private readonly ConcurrencyLimiter _work = new(new ConcurrencyLimiterOptions { PermitLimit = options.AtOnce, QueueLimit = 4 * options.AtOnce });

    /// <summary>Waits until the body of a request may be read into memory.</summary>
    /// <exception cref="ProblemException">Too many wait already.</exception>
    public ValueTask<RateLimitLease> ToReadAsync(CancellationToken cancellation) => Turn(_bodies, cancellation);

    /// <summary>Waits until photos may be worked on.</summary>
    /// <exception cref="ProblemException">Too many wait already.</exception>
    public ValueTask<RateLimitLease> ToWorkAsync(CancellationToken cancellation) => Turn(_work, cancellation);

    /// <inheritdoc/>
    public void Dispose()
    {
        _bodies.Dispose();
        _work.Dispose();
    }

    private static async ValueTask<RateLimitLease> Turn(ConcurrencyLimiter limiter, CancellationToken cancellation)
    {
        RateLimitLease lease = await limiter.AcquireAsync(1, cancellation);
        if (lease.IsAcquired)
            return lease;
        lease.Dispose();
        throw new ProblemException(429, "Too many requests wait already: try again in a second.");
    }
}
