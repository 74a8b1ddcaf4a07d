using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using PerturbSeg.Torch;
using PerturbSeg.Training.Collectives;
using PerturbSeg.Training.Logs;
using PerturbSeg.Training.PackedSets;
using PerturbSeg.Training.Settings;

namespace PerturbSeg.Training.Runs;

/// <summary>
/// The ranks that train one run together. Rank 0 decides, measures and writes as if it were alone, and tells the others what to do with their copies of the
/// networks: to take them from a checkpoint, to take a step, to compare. So time, stops, roll-backs and new attempts are decided in one place.
/// </summary>
/// <remarks>Every rank needs the packed sets, and the run folder to read, at the paths where rank 0 has them.</remarks>
public sealed class ReplicaGroup : IDisposable
{
    private const int ComparedSteps = 100;
    private const int HeaderBytes = 2 * sizeof(int);
    private const long Unsettled = -1;
    private readonly ICollective _ranks;

    /// <summary>Takes the lead of the ranks that <see cref="Follow"/>.</summary>
    /// <param name="ranks">All of them, on rank 0; borrowed.</param>
    /// <param name="onDevices">Sums on the ranks' own devices; borrowed. Null for the processor's memory.</param>
    public ReplicaGroup(ICollective ranks, NcclSum? onDevices = null)
    {
        ArgumentNullException.ThrowIfNull(ranks);
        _ranks = ranks;
        Share = new BatchShare(ranks, onDevices);
    }

    private enum Order
    {
        Load,
        Step,
        Compare,
        End,
    }

    /// <summary>One process that trains alone.</summary>
    public static ReplicaGroup Alone { get; } = new(new SingleRank());

    /// <summary>Whether a step was begun and not ended: the others wait in it, and cannot be told to stop.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>Rank 0's share of each batch.</summary>
    internal BatchShare Share { get; }

    /// <summary>Does what rank 0 says until it ends.</summary>
    /// <param name="ranks">All ranks, on one that is not 0; borrowed.</param>
    /// <param name="photos">The packed sets of rank 0; borrowed.</param>
    /// <param name="device">Where to train.</param>
    /// <param name="onDevices">As rank 0 has it.</param>
    public static void Follow(ICollective ranks, PackedSetMixture photos, Device device, NcclSum? onDevices = null)
    {
        ArgumentNullException.ThrowIfNull(ranks);
        ArgumentNullException.ThrowIfNull(photos);
        var share = new BatchShare(ranks, onDevices);
        Replica? replica = null;
        try
        {
            while (Receive(ranks, out byte[] content) is var order and not Order.End)
            {
                switch (order)
                {
                    case Order.Load:
                        replica?.Dispose();
                        replica = null;
                        TrainingState state = Checkpoint.Load(Encoding.UTF8.GetString(content), device, new ScalarMeans(), out double lastPenalty);
                        replica = new Replica(photos.HalvedTo(state.Options.Network.Resolution), state, lastPenalty, share);
                        break;
                    case Order.Step:
                        replica!.State.SettledAt = BinaryPrimitives.ReadInt64LittleEndian(content) is var images and not Unsettled ? images : null;
                        replica.TakeStep();
                        break;
                    default:
                        ranks.Gather(replica!.Digest(), new byte[ranks.Size * SHA256.HashSizeInBytes]);
                        break;
                }
            }
        }
        finally
        {
            replica?.Dispose();
        }
    }

    /// <summary>Checks that the ranks can share the batches of a training.</summary>
    /// <param name="options">Its settings.</param>
    /// <exception cref="UserErrorException">They cannot.</exception>
    public void Require(TrainingOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        bool halves = options.PathLengthWeight > 0 || !options.ReconstructionWeight.IsOff; // terms of one half of a batch
        foreach (int batch in options.Growing?.BatchSizes.Values.Append(options.BatchSize) ?? [options.BatchSize])
        {
            int parts = halves ? 2 * _ranks.Size : _ranks.Size;
            if (_ranks.Size > 1 && batch % parts != 0)
                throw new UserErrorException($"{_ranks.Size} ranks cannot share a batch of {batch} photos{(halves ? " and a half of it" : string.Empty)}: start as many as divide it, or begin another run with {(options.Growing is null ? $"--set batch_size={batch * (batch * _ranks.Size % parts == 0 ? _ranks.Size : parts)}" : "other growing.batch_sizes")}.");
        }
    }

    /// <summary>Has the others go on from a checkpoint, and compares what they have then.</summary>
    /// <param name="checkpoint">What <paramref name="own"/> was saved to or read from.</param>
    /// <param name="own">Rank 0's replica.</param>
    /// <exception cref="ReplicasDifferException">A rank has something else.</exception>
    internal void Load(string checkpoint, Replica own)
    {
        Send(Order.Load, Encoding.UTF8.GetBytes(Path.GetFullPath(checkpoint)));
        Compare(own);
    }

    /// <summary>Takes a step, and every so many steps compares what the ranks have.</summary>
    /// <param name="own">Rank 0's replica.</param>
    /// <exception cref="ReplicasDifferException">A rank has something else.</exception>
    internal StepScalars TakeStep(Replica own)
    {
        byte[] settled = new byte[sizeof(long)]; // rank 0 alone watches the split, and schedules of all ranks wait for it
        BinaryPrimitives.WriteInt64LittleEndian(settled, own.State.SettledAt ?? Unsettled);
        Send(Order.Step, settled);
        IsBroken = _ranks.Size > 1;
        StepScalars scalars = own.TakeStep();
        IsBroken = false;
        if (own.State.Steps % ComparedSteps == 0)
            Compare(own);
        return scalars;
    }

    /// <summary>Lets the others end.</summary>
    public void Dispose()
    {
        if (!IsBroken)
            Send(Order.End);
    }

    private void Compare(Replica own)
    {
        if (_ranks.Size == 1)
            return;
        Send(Order.Compare);
        byte[] digest = own.Digest(), all = new byte[_ranks.Size * digest.Length];
        _ranks.Gather(digest, all);
        int[] others = [.. Enumerable.Range(0, _ranks.Size).Where(rank => !all.AsSpan(rank * digest.Length, digest.Length).SequenceEqual(digest))];
        if (others.Length > 0)
            throw new ReplicasDifferException(own.State.Steps, others);
    }

    private void Send(Order order, params byte[] content)
    {
        if (_ranks.Size == 1)
            return;
        byte[] header = new byte[HeaderBytes];
        BinaryPrimitives.WriteInt32LittleEndian(header, (int)order);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(sizeof(int)), content.Length);
        _ranks.Broadcast(header);
        _ranks.Broadcast(content);
    }

    private static Order Receive(ICollective ranks, out byte[] content)
    {
        byte[] header = new byte[HeaderBytes];
        ranks.Broadcast(header);
        content = new byte[BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(sizeof(int)))];
        ranks.Broadcast(content);
        return (Order)BinaryPrimitives.ReadInt32LittleEndian(header);
    }
}
