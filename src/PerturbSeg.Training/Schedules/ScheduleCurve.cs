namespace PerturbSeg.Training.Schedules;

/// <summary>How a schedule goes from its first value to its last.</summary>
public enum ScheduleCurve
{
    /// <summary>Evenly.</summary>
    Linear,

    /// <summary>Along half a cosine: slow at both ends (Loshchilov and Hutter, "SGDR", ICLR 2017).</summary>
    Cosine,
}
