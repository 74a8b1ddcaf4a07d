using System.Runtime.InteropServices;
using PerturbSeg.Torch;
using PerturbSeg.Training.Collectives;

namespace PerturbSeg.Training.Tests.Collectives;

/// <summary>Ranks that are threads of this process. Where one fails, the others do not wait for it.</summary>
internal sealed class ThreadRanks(int size) : IDisposable
{
    private readonly Barrier _barrier = new(size);
    private readonly CancellationTokenSource _failed = new();
    private readonly byte[]?[] _slots = new byte[size][];

    /// <summary>Runs the same on every rank.</summary>
    /// <returns>What each returned, by rank.</returns>
    public static T[] Run<T>(int size, Func<ICollective, T> work)
    {
        using var ranks = new ThreadRanks(size);
        var results = new T[size];
        var failures = new Exception?[size];
        int threads = TorchRuntime.Threads;
        Thread[] workers = [.. Enumerable.Range(0, size).Select(rank => new Thread(() =>
        {
            try
            {
                TorchRuntime.Threads = 1; // more, and ranks spend their time waiting for one another's
                results[rank] = work(new One(ranks, rank));
            }
            catch (Exception failure)
            {
                failures[rank] = failure;
                ranks._failed.Cancel();
            }
        }))];
        Array.ForEach(workers, worker => worker.Start());
        Array.ForEach(workers, worker => worker.Join());
        TorchRuntime.Threads = threads;
        if (failures.FirstOrDefault(failure => failure is not null and not OperationCanceledException) is { } first)
            throw new InvalidOperationException(first.ToString(), first);
        return results;
    }

    public void Dispose()
    {
        _barrier.Dispose();
        _failed.Dispose();
    }

    // Every rank's bytes, copied before any rank goes on.
    private T Exchange<T>(int rank, byte[] own, Func<byte[][], T> take)
    {
        _slots[rank] = own;
        _barrier.SignalAndWait(_failed.Token);
        T taken = take(_slots!);
        _barrier.SignalAndWait(_failed.Token);
        return taken;
    }

    private sealed class One(ThreadRanks ranks, int rank) : ICollective
    {
        public int Rank => rank;

        public int Size => ranks._slots.Length;

        public void Sum(Span<float> values)
        {
            byte[] own = MemoryMarshal.AsBytes(values).ToArray();
            float[] sums = ranks.Exchange(rank, own, all =>
            {
                var total = new float[own.Length / sizeof(float)];
                foreach (byte[] one in all)
                {
                    for (int i = 0; i < total.Length; i++)
                        total[i] += BitConverter.ToSingle(one, i * sizeof(float));
                }

                return total;
            });
            sums.CopyTo(values);
        }

        public void Gather(ReadOnlySpan<byte> own, Span<byte> all)
            => ranks.Exchange(rank, own.ToArray(), slots => slots.SelectMany(slot => slot).ToArray()).CopyTo(all);

        public void Broadcast(Span<byte> bytes) => ranks.Exchange(rank, bytes.ToArray(), slots => slots[0].ToArray()).CopyTo(bytes);

        public void Abort(int exitCode) => ranks._failed.Cancel();

        public void Dispose()
        {
        }
    }
}
