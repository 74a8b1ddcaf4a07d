using System.Text.Json;
using System.Text.Json.Nodes;
using PerturbSeg.Training;

namespace PerturbSeg.Cli.Verbs;

/// <summary>Changes single settings of a preset by the names they have in <c>config.json</c>: <c>network.width=1</c>, <c>tint=0.2</c>.</summary>
internal static class SettingChanges
{
    public static TrainingOptions Apply(TrainingOptions options, IEnumerable<string> changes)
    {
        JsonObject settings = JsonNode.Parse(options.ToJson())!.AsObject();
        foreach (string change in changes)
            Apply(settings, change);
        try
        {
            return TrainingOptions.FromJson(settings.ToJsonString());
        }
        catch (JsonException wrong)
        {
            throw new UserErrorException($"--set {string.Join(' ', changes)}: a value does not fit its setting ({wrong.Message}).", wrong);
        }
    }

    private static void Apply(JsonObject settings, string change)
    {
        int equals = change.IndexOf('=', StringComparison.Ordinal);
        string[] path = equals < 0 ? [] : change[..equals].Split('.');
        JsonObject target = settings;
        for (int i = 0; i < path.Length - 1; i++)
            target = target[path[i]] as JsonObject ?? throw Unknown(change);
        if (path.Length == 0 || !target.ContainsKey(path[^1]))
            throw Unknown(change);
        string value = change[(equals + 1)..];
        try
        {
            target[path[^1]] = JsonNode.Parse(value);
        }
        catch (JsonException)
        {
            target[path[^1]] = value; // a bare word
        }
    }

    private static UserErrorException Unknown(string change)
        => new($"--set {change} names no setting: write name=value with a name from config.json, such as network.width=1.");
}
