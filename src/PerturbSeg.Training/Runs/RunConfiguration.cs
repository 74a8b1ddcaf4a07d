using System.Runtime.InteropServices;
using PerturbSeg.Imaging;
using PerturbSeg.Torch;
using PerturbSeg.Training.PackedSets;
using PerturbSeg.Training.Settings;

namespace PerturbSeg.Training.Runs;

/// <summary>What <c>config.json</c> of a run folder says.</summary>
public sealed record RunConfiguration
{
    /// <summary>Version of the run folder's form.</summary>
    public int Format { get; init; } = RunFolder.FormatVersion;

    /// <summary>Every setting, resolved.</summary>
    public required TrainingOptions Options { get; init; }

    /// <summary>The file names of the packed sets, parted by commas.</summary>
    public required string Data { get; init; }

    /// <summary>Photos in the packed sets together.</summary>
    public required int Photos { get; init; }

    /// <summary>Photos in each packed set; a run that does not say has one set.</summary>
    public int[] PhotosOfSets
    {
        get => field ?? [Photos];
        init;
    }

    /// <summary>How the photos became squares; photos to segment must become squares the same way.</summary>
    public PackFit Fit { get; init; } = PackFit.Stretch;

    /// <summary>The file of another trainer that the run was imported from; null for one trained here.</summary>
    public string? ImportedFrom { get; init; }

    /// <summary>The run folder whose networks the training began with; null where it began anew.</summary>
    public string? StartedFrom { get; init; }

    /// <summary>Thousands of photos shown at the checkpoint of an attempt before it that the training went back to; null where it began anew.</summary>
    public double? WentBackToKimg { get; init; }

    /// <summary>How often the training may begin or go back at most, as <c>--attempts</c> said; null where nothing did.</summary>
    public int? Attempts { get; init; }

    /// <summary>The device trained on.</summary>
    public required string Device { get; init; }

    /// <summary>Threads of one operator.</summary>
    public required int Threads { get; init; }

    /// <summary>Version of PerturbSeg.</summary>
    public string Version { get; init; } = typeof(RunConfiguration).Assembly.GetName().Version!.ToString(3);

    /// <summary>Version of libtorch; written by <see cref="RunFolder.Create"/>. Reading settings loads no libtorch.</summary>
    public string Libtorch { get; init; } = string.Empty;

    /// <summary>Operating system and processors of the machine.</summary>
    public string Machine { get; init; } = $"{RuntimeInformation.OSDescription}, {RuntimeInformation.OSArchitecture}, {Environment.ProcessorCount} cores";

    /// <summary>When the run began, UTC.</summary>
    public DateTime Began { get; init; } = DateTime.UtcNow;

    /// <summary>What a run on packed sets says that begins now.</summary>
    /// <param name="options">Every setting.</param>
    /// <param name="set">The photos.</param>
    /// <param name="device">Where it trains.</param>
    /// <param name="threads">Threads of one operator.</param>
    public static RunConfiguration Of(TrainingOptions options, PackedSetMixture set, Device device, int threads)
    {
        ArgumentNullException.ThrowIfNull(set);
        return new RunConfiguration
        {
            Options = options,
            Data = set.Name,
            Photos = set.Counts.Sum(),
            PhotosOfSets = [.. set.Counts],
            Fit = set.Fit,
            Device = device.ToString(),
            Threads = threads,
        };
    }
}
