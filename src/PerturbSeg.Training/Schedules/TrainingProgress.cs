namespace PerturbSeg.Training.Schedules;

/// <summary>How far a training has come: what schedules go by.</summary>
/// <param name="ImagesSeen">Photos shown before the step.</param>
/// <param name="SettledAt">Photos shown when the monitors first found the split into layers settled; null before they did.</param>
public readonly record struct TrainingProgress(long ImagesSeen, long? SettledAt = null)
{
    /// <summary>Before the first step.</summary>
    public static TrainingProgress Beginning => default;
}
