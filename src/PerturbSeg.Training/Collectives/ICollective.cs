namespace PerturbSeg.Training.Collectives;

/// <summary>
/// Processes that compute one thing together, each a rank from 0. Every rank makes the same calls in the same order; a call returns when all ranks have
/// made it. For one thread at a time.
/// </summary>
public interface ICollective : IDisposable
{
    /// <summary>Which of the processes this is, from 0.</summary>
    int Rank { get; }

    /// <summary>How many there are, from 1.</summary>
    int Size { get; }

    /// <summary>Sums number by number over the ranks; every rank gets the same bits.</summary>
    /// <param name="values">This rank's numbers; becomes the sums.</param>
    void Sum(Span<float> values);

    /// <summary>Gives every rank what all have.</summary>
    /// <param name="own">This rank's bytes; as many on every rank.</param>
    /// <param name="all">Receives those of rank 0, rank 1, ….</param>
    void Gather(ReadOnlySpan<byte> own, Span<byte> all);

    /// <summary>Gives every rank what rank 0 has. A rank may wait here for long without using the processor.</summary>
    /// <param name="bytes">Read on rank 0, written on the others; as many on every rank.</param>
    void Broadcast(Span<byte> bytes);

    /// <summary>Ends the processes of all ranks at once: one of them cannot go on.</summary>
    /// <param name="exitCode">What they exit with.</param>
    void Abort(int exitCode);
}
