using System.Globalization;
using System.Text.Json.Nodes;
using PerturbSeg.Training.Runs;
using PerturbSeg.Training.Supervision;

namespace PerturbSeg.Cli;

/// <summary>What a search for <c>--min-mask</c> tells.</summary>
internal static class MinMaskOutput
{
    public static void Print(MinMaskChoice choice, TextWriter output)
    {
        string[] seen =
        [
            .. choice.Tried.Where(trial => trial.Consistency is not null).Select(trial => string.Create(
                CultureInfo.InvariantCulture, $"{trial.Consistency!.AgreementAboveChance:0.00} with {trial.MinMask}")),
        ];
        string why = seen.Length > 0 ? $"masks of photos agree with themselves, above chance, by {string.Join(", ", seen)}" : "there was no time to try others";
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Chose --min-mask {choice.Best.MinMask}: {why}."));
    }

    public static int PrintEnded(MinMaskChoice choice, RunFolder run, bool json, TextWriter output)
    {
        if (json)
            JsonOutput.Write(output, new JsonObject { ["stopped"] = true, ["min_mask_tried"] = ToJson(choice) });
        else
            output.WriteLine($"Stopped before --min-mask was chosen: go on with {ShellWords.Command("train", "--out", run.FolderPath, "--resume")} and the same --data, or begin another run with --min-mask.");
        return ExitCode.Done;
    }

    public static JsonArray ToJson(MinMaskChoice choice) => [.. choice.Tried.Select(trial => (JsonNode)new JsonObject
    {
        ["min_mask"] = trial.MinMask,
        ["kimg"] = trial.Result.ImagesSeen / 1000.0,
        ["self_agreement"] = trial.Consistency?.SelfAgreement,
        ["silhouette_overlap"] = trial.Consistency?.SilhouetteOverlap,
        ["agreement_above_chance"] = trial.Consistency?.AgreementAboveChance,
    })];
}
