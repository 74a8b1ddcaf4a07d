using PerturbSeg.Training.Runs;
using PerturbSeg.Training.Settings;

namespace PerturbSeg.Training.Supervision;

/// <summary>What an attempt after the first begins with.</summary>
/// <param name="Options">Its settings.</param>
/// <param name="Checkpoint">The checkpoint of an earlier attempt that it goes back to; null where it begins anew.</param>
internal sealed record Beginning(TrainingOptions Options, string? Checkpoint)
{
    /// <summary>Thousands of photos shown at the checkpoint.</summary>
    public double? Kimg => Checkpoint is null ? null : RunFolder.KimgOf(Checkpoint);
}
