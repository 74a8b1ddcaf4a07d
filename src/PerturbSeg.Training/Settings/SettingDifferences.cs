using System.Text.Json.Nodes;

namespace PerturbSeg.Training.Settings;

/// <summary>Which settings two trainings differ in, written the way that <c>train --set</c> reads them.</summary>
public static class SettingDifferences
{
    /// <summary>Compares settings.</summary>
    /// <param name="before">What to begin from.</param>
    /// <param name="after">What the changes lead to.</param>
    /// <returns>Changes such as <c>network.width=1</c> and <c>tint=0.2</c>, in the order of <c>config.json</c>.</returns>
    public static IReadOnlyList<string> Between(TrainingOptions before, TrainingOptions after)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        JsonObject old = JsonNode.Parse(before.ToJson())!.AsObject(), changed = JsonNode.Parse(after.ToJson())!.AsObject();
        return [.. Between(string.Empty, old, changed)];
    }

    private static IEnumerable<string> Between(string prefix, JsonObject before, JsonObject after)
    {
        foreach ((string name, JsonNode? value) in after)
        {
            JsonNode? old = before[name];
            if (old is JsonObject oldGroup && value is JsonObject group && oldGroup.Select(entry => entry.Key).SequenceEqual(group.Select(entry => entry.Key)))
            {
                foreach (string difference in Between($"{prefix}{name}.", oldGroup, group))
                    yield return difference;
            }
            else if (!JsonNode.DeepEquals(old, value))
            {
                yield return $"{prefix}{name}={value?.ToJsonString() ?? "null"}";
            }
        }
    }
}
