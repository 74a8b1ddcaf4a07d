using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using PerturbSeg.Files;
using PerturbSeg.Training.Settings;

namespace PerturbSeg.Training.Supervision;

/// <summary>Writes down what was decided about attempts and why.</summary>
/// <param name="path">A file of JSON lines; appended to.</param>
internal sealed class DecisionLog(string path)
{
    private const string GaveUpWord = "gave_up";

    /// <summary>Whether the last that was decided is to give an attempt up: what is kept is not said yet.</summary>
    public bool EndsGivenUp => File.Exists(path) && File.ReadLines(path).LastOrDefault()?.Contains($"\"{GaveUpWord}\"", StringComparison.Ordinal) == true;

    /// <summary>An attempt was given up.</summary>
    /// <param name="lost">The attempt.</param>
    /// <param name="next">The settings of the next one.</param>
    /// <param name="from">Thousands of photos shown at the checkpoint that the next one goes back to; null where it begins anew.</param>
    public void GaveUp(Attempt lost, TrainingOptions next, double? from)
    {
        var decision = new JsonObject
        {
            ["decision"] = GaveUpWord,
            ["attempt"] = lost.Number,
            ["kimg"] = lost.Result.ImagesSeen / 1000.0,
            ["why"] = new JsonArray([.. lost.Reasons.Select(verdict => (JsonNode)verdict)]),
            ["next"] = Changes(lost.Options, next),
        };
        if (from is not null)
            decision["next_from_kimg"] = from;
        Append(decision);
    }

    /// <summary>An attempt was kept.</summary>
    /// <param name="kept">The attempt.</param>
    /// <param name="attempts">All of them.</param>
    public void Kept(Attempt kept, IEnumerable<Attempt> attempts) => Append(new JsonObject
    {
        ["decision"] = "kept",
        ["attempt"] = kept.Number,
        ["kimg"] = kept.Result.ImagesSeen / 1000.0,
        ["why"] = new JsonArray([.. kept.Result.Figures.Verdicts.Select(verdict => (JsonNode)verdict)]),
        ["scores"] = Scores(attempts.Select(attempt => ($"{attempt.Number}", attempt.Score))),
    });

    /// <summary>A smallest mask was chosen.</summary>
    /// <param name="choice">What was tried.</param>
    public void ChoseMinMask(MinMaskChoice choice) => Append(new JsonObject
    {
        ["decision"] = "chose_min_mask",
        ["kimg"] = choice.Best.Result.ImagesSeen / 1000.0,
        ["chosen"] = new JsonObject { ["min_mask"] = choice.Best.MinMask },
        ["scores"] = Scores(choice.Tried.Select(trial => (trial.MinMask.ToString(CultureInfo.InvariantCulture), trial.Consistency?.AgreementAboveChance))),
    });

    /// <summary>By name; what has no score is left out.</summary>
    private static JsonObject Scores(IEnumerable<(string Name, double? Score)> all)
        => new(all.Where(one => one.Score is not null).Select(one => KeyValuePair.Create(one.Name, (JsonNode?)one.Score)));

    /// <summary>The settings that differ, by name, with their new values.</summary>
    private static JsonObject Changes(TrainingOptions before, TrainingOptions after)
    {
        JsonObject old = JsonNode.Parse(before.ToJson())!.AsObject();
        JsonObject changed = JsonNode.Parse(after.ToJson())!.AsObject();
        return new JsonObject(changed.Where(setting => !JsonNode.DeepEquals(setting.Value, old[setting.Key]))
            .Select(setting => KeyValuePair.Create(setting.Key, setting.Value?.DeepClone())));
    }

    private void Append(JsonObject decision) => AtomicFile.AppendLine(path, decision.ToJsonString(JsonSerializerOptions.Default));
}
