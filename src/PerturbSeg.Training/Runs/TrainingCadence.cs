namespace PerturbSeg.Training.Runs;

/// <summary>How often a training logs, draws samples and saves, in photos shown.</summary>
/// <param name="LogImages">Photos from one line of the log to the next.</param>
/// <param name="SampleImages">Photos from one sample sheet to the next.</param>
/// <param name="CheckpointImages">Photos from one checkpoint to the next.</param>
public sealed record TrainingCadence(long LogImages = 640, long SampleImages = 4_000, long CheckpointImages = 8_000)
{
    /// <summary>Whether to log after this step.</summary>
    public bool IsLogStep(TrainingState state) => IsTurn(state, LogImages);

    /// <summary>Whether to draw samples after this step.</summary>
    public bool IsSampleStep(TrainingState state) => IsTurn(state, SampleImages);

    /// <summary>Whether to save after this step.</summary>
    public bool IsCheckpointStep(TrainingState state) => IsTurn(state, CheckpointImages);

    // A step that passes a multiple of the distance; every step where it is shorter than one.
    private static bool IsTurn(TrainingState state, long images)
    {
        ArgumentNullException.ThrowIfNull(state);
        return state.ImagesSeen / images > (state.ImagesSeen - state.LastBatch) / images;
    }
}
