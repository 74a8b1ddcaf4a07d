using PerturbSeg.Torch;
using PerturbSeg.Training.Runs;
using PerturbSeg.Training.Settings;

namespace PerturbSeg.Training.Demo;

/// <summary>How long and how large the demo is.</summary>
public sealed record DemoOptions
{
    /// <summary>The folder that receives everything.</summary>
    public required string Folder { get; init; }

    /// <summary>Settings of the training.</summary>
    public TrainingOptions Training { get; init; } = Presets.Small with { MinMask = 0.15 };

    /// <summary>When the training ends.</summary>
    public TrainingBudget Budget { get; init; } = new(Time: TimeSpan.FromMinutes(5));

    /// <summary>Scenes to train on.</summary>
    public int TrainingScenes { get; init; } = 6_000;

    /// <summary>Unseen scenes to judge by.</summary>
    public int UnseenScenes { get; init; } = 200;

    /// <summary>Steps of the segmenter's fit.</summary>
    public int FitSteps { get; init; } = 500;

    /// <summary>Where to compute.</summary>
    public Device Device { get; init; }

    /// <summary>Threads of one operator, for the record.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>The command line to print in the report.</summary>
    public string Command { get; init; } = "perturbseg demo";
}
