namespace PerturbSeg.Training.Runs;

/// <summary>How a training ended.</summary>
/// <param name="ImagesSeen">Photos shown since the run began.</param>
/// <param name="ImagesPerSecond">Rate of this call.</param>
/// <param name="Stopped">Whether it was asked to stop before its budget was spent.</param>
/// <param name="Rollbacks">How often a loss was not finite and the training went back to a checkpoint.</param>
/// <param name="Figures">The monitor's last figures.</param>
/// <param name="CheckpointPath">The last checkpoint.</param>
/// <param name="SamplePath">The last sample sheet.</param>
/// <param name="SoundCheckpoint">The last checkpoint whose split was right once it had settled; null where there is none.</param>
public sealed record TrainingResult(
    long ImagesSeen,
    double ImagesPerSecond,
    bool Stopped,
    int Rollbacks,
    DegeneracyFigures Figures,
    string CheckpointPath,
    string SamplePath,
    string? SoundCheckpoint);
