using System.Globalization;
using PerturbSeg.Training.Runs;

namespace PerturbSeg.Cli;

/// <summary>What to change where the split of a run is wrong.</summary>
internal static class MinMaskAdvice
{
    /// <summary>Two half sentences on <c>--min-mask</c>.</summary>
    /// <param name="run">The run.</param>
    /// <param name="again">What to do, such as "train".</param>
    public static string For(RunFolder run, string again) => string.Create(
        CultureInfo.InvariantCulture,
        $"Where masks show a piece of the object, {again} with a larger --min-mask than {run.Configuration.Options.MinMask}; where a rim of surroundings comes along, with a smaller one.");

    /// <summary>What to do where masks agree little with themselves.</summary>
    /// <param name="run">The run.</param>
    public static string OfDoubt(RunFolder run)
        => $"Masks of photos agree little with themselves, so that they are hardly of objects. Look at {run.SampleFolderPath}. {For(run, "train")}";
}
