namespace PerturbSeg.Training.PackedSets;

/// <summary>
/// The order in which photos are drawn: every photo once an epoch, shuffled anew for each. Draw d is photo d mod N of epoch d / N,
/// whatever was asked before; the latest two epochs are kept, since a batch may lie across their border. For one thread.
/// </summary>
internal sealed class EpochOrder(int count, ulong seed)
{
    private const ulong ShuffleStream = 1;

    private readonly (long Epoch, int[] Order)[] _kept = [(-1, []), (-1, [])];

    /// <summary>The photo of a draw.</summary>
    /// <param name="draw">From 0.</param>
    public int this[long draw] => Epoch(draw / count)[(int)(draw % count)];

    private int[] Epoch(long epoch)
    {
        ref (long Epoch, int[] Order) kept = ref _kept[epoch % 2];
        if (kept.Epoch != epoch)
            kept = (epoch, Shuffle(epoch));
        return kept.Order;
    }

    /// <summary>Fisher and Yates' shuffle, with numbers that depend on (seed, epoch, place) alone.</summary>
    private int[] Shuffle(long epoch)
    {
        ulong epochSeed = CounterRandom.Bits(seed, ShuffleStream, (ulong)epoch);
        int[] order = [.. Enumerable.Range(0, count)];
        for (int last = count - 1; last > 0; last--)
        {
            int other = CounterRandom.Below((uint)(CounterRandom.Bits(epochSeed, ShuffleStream, (ulong)last) >> 32), last + 1);
            (order[last], order[other]) = (order[other], order[last]);
        }

        return order;
    }
}
