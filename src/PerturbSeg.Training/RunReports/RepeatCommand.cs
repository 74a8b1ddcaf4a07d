using System.Globalization;
using PerturbSeg.Photos;
using PerturbSeg.Torch;
using PerturbSeg.Training.Runs;
using PerturbSeg.Training.Settings;

namespace PerturbSeg.Training.RunReports;

/// <summary>
/// The command line that makes a run again. It is put together from the settings and the photos shown, not kept from the first time: a
/// run that was given minutes is repeated by its thousands of images, and a run that was begun several times by its last attempt.
/// </summary>
public static class RepeatCommand
{
    /// <summary>The command line of a run.</summary>
    /// <param name="run">The run; packed sets and the run folder are called by their file names.</param>
    /// <returns>A comment where no one command makes it: it went back to a checkpoint of an attempt that was given up.</returns>
    public static string For(RunFolder run)
    {
        ArgumentNullException.ThrowIfNull(run);
        RunConfiguration configuration = run.Configuration;
        if (configuration.WentBackToKimg is { } kimg)
            return $"# No one command makes this run: it went back to {Text(kimg)} kimg of an attempt that was given up (attempts/decisions.jsonl).";
        if (!run.HasCheckpoint && run.HasGenerator)
            return "# No one command makes this: a run was made small (export --model).";
        TrainingOptions options = configuration.Options;
        string output = PhotoFileName.ShortName(run.FolderPath);
        if (configuration.ImportedFrom is { } imported)
        {
            return run.HasCheckpoint && RunFolder.KimgOf(run.LatestCheckpoint()) is > 0 and var further
                ? $"# No one command makes this run: it was imported from {imported} and trained on to {Text(further)} kimg."
                : ShellWords.Join(["perturbseg", "import", imported, "--preset", options.Preset, "--out", output]);
        }

        string preset = Presets.Names.Contains(options.Preset) ? options.Preset : Presets.Small.Preset;
        List<string> words = ["perturbseg", "train"];
        foreach (string set in configuration.Data.Split(", "))
            words.AddRange(["--data", set]);
        words.AddRange(["--out", output, "--preset", preset]);
        foreach (double minMask in options.MinMasks ?? [options.MinMask])
            words.AddRange(["--min-mask", Text(minMask)]);
        if (configuration.StartedFrom is { } from)
            words.AddRange(["--from", PhotoFileName.ShortName(from)]);
        if (run.HasCheckpoint)
            words.AddRange(["--kimg", Text(RunFolder.KimgOf(run.LatestCheckpoint()))]);
        words.AddRange(
        [
            "--seed", Text(options.Seed), "--attempts", "1", "--precision", options.Precision == ScalarType.BFloat16 ? "bfloat16" : "float32",
            "--device", configuration.Device, "--threads", Text(configuration.Threads),
        ]);
        TrainingOptions without = Presets.Named(preset) with { Preset = options.Preset, MinMask = options.MinMask, MinMasks = options.MinMasks, Precision = options.Precision, Seed = options.Seed };
        IReadOnlyList<string> changes = SettingDifferences.Between(without, options);
        if (changes.Count > 0)
            words.AddRange(["--set", .. changes]);
        return ShellWords.Join(words);
    }

    private static string Text(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);
}
