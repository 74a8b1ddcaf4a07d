namespace PerturbSeg.Training.Fitting;

/// <summary>How a network was fitted; saved with it.</summary>
public sealed record FitFacts
{
    /// <summary>One of <see cref="FitMethods.All"/>.</summary>
    public required string Method { get; init; }

    /// <summary>Steps of the fit.</summary>
    public required int Steps { get; init; }

    /// <summary>Steps of the game that followed (<see cref="CutOutGame"/>); 0 where there was none.</summary>
    public int CutOutSteps { get; init; }

    /// <summary>Steps at larger sides than the generator's that followed (<see cref="FinerFit"/>); 0 where there were none.</summary>
    public int FinerSteps { get; init; }

    /// <summary>Whether a part was left out since too few of its steps would have fitted in the time of the fit (<see cref="SegmenterFitOptions.Time"/>).</summary>
    public bool ShortOfTime { get; init; }

    /// <summary>Steps with masks that somebody accepted or mended (<see cref="CorrectionFit"/>), of all times together; 0 where there were none.</summary>
    public int CorrectionSteps { get; init; }

    /// <summary>Seed of the fit.</summary>
    public required ulong Seed { get; init; }

    /// <summary>The mean loss over the last steps.</summary>
    public required double FinalLoss { get; init; }

    /// <summary>What the masks that it finds in photos say of it; null where it was fitted without photos.</summary>
    public PhotoConsistency? Consistency { get; init; }

    /// <summary>Side of the images it takes, in pixels.</summary>
    public required int Side { get; init; }

    /// <summary>File name of the checkpoint whose generator it was fitted to.</summary>
    public required string Checkpoint { get; init; }

    /// <summary>Channels of the network at the full side, where it has such a setting; otherwise 0.</summary>
    public int Channels { get; init; }
}
