using PerturbSeg.Torch;
using PerturbSeg.Training.Collectives;
using PerturbSeg.Training.Logs;
using PerturbSeg.Training.PackedSets;

namespace PerturbSeg.Training.Runs;

/// <summary>One rank's part in a training: its copy of all that is trained, and its share of the photos.</summary>
internal sealed class Replica : IDisposable
{
    private readonly PackedSetMixture _set;
    private readonly BatchShare _share;
    private BatchSource _photos;

    /// <summary>Begins to draw photos.</summary>
    /// <param name="set">The photos; borrowed.</param>
    /// <param name="state">The training; owned.</param>
    /// <param name="lastPenalty">The last penalty measured.</param>
    /// <param name="share">Which share of each batch is this rank's.</param>
    public Replica(PackedSetMixture set, TrainingState state, double lastPenalty, BatchShare share)
    {
        (_set, _share, State) = (set, share, state);
        Step = new TrainingStep(state, share) { LastPenalty = lastPenalty };
        _photos = OpenPhotos();
    }

    /// <summary>What is trained.</summary>
    public TrainingState State { get; }

    /// <summary>Takes the steps.</summary>
    public TrainingStep Step { get; }

    /// <summary>Takes one step, together with the other ranks.</summary>
    public StepScalars TakeStep()
    {
        using Batch batch = NextPhotos();
        return Step.Run(batch.Pixels, batch.Masks);
    }

    /// <summary>A SHA-256 of every weight, mean and average, and of the state of the random numbers.</summary>
    public byte[] Digest()
    {
        using var scope = new TensorScope();
        return TensorDigest.Of(State.Tensors.Select(tensor => tensor.Value).Append(State.Random.GetState()));
    }

    /// <summary>Frees the networks and stops drawing photos.</summary>
    public void Dispose()
    {
        _photos.Dispose();
        State.Dispose();
    }

    // A network that grows may take more or fewer photos from here on.
    private Batch NextPhotos()
    {
        if (_photos.BatchSize * _share.Size != State.NextBatch)
        {
            _photos.Dispose();
            _photos = OpenPhotos();
        }

        return _photos.Next(CancellationToken.None);
    }

    private BatchSource OpenPhotos() => new(_set, new BatchOptions
    {
        BatchSize = State.NextBatch / _share.Size,
        Seed = State.Options.Seed,
        Mirror = State.Options.PhotoMirror,
        Masks = State.Options.Network.JudgesMasks,
        FirstImage = State.ImagesSeen,
        Share = (_share.Rank, _share.Size),
    });
}
