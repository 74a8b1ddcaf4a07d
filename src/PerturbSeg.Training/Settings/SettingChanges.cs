using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using PerturbSeg.Training.Schedules;

namespace PerturbSeg.Training.Settings;

/// <summary>
/// Changes single settings by the names they have in <c>config.json</c>: <c>network.width=1</c>, <c>tint=0.2</c>. A number can also be
/// multiplied: <c>shift*=0.5</c>. A change of <c>min_mask</c> is of that of each kind of objects, unless <c>min_masks</c> are changed, too. A strength that
/// changes in the course of the training is an object, of which single values can be set, too:
/// <c>r1_gamma={"from": 1, "to": 0.1, "once_settled": true, "over_kimg": 16}</c>, <c>r1_gamma.to=0.2</c>.
/// </summary>
public static class SettingChanges
{
    private static readonly string[] CourseParts = [.. CourseOf(JsonValue.Create(0.0)).Select(part => part.Key)];

    /// <summary>Changes settings.</summary>
    /// <param name="options">What to begin from.</param>
    /// <param name="changes">Each a name=value or a name*=factor; of two changes of one setting the later holds.</param>
    /// <returns>The changed settings; their ranges are not checked.</returns>
    /// <exception cref="UserErrorException">A change names no setting, or its value does not fit.</exception>
    public static TrainingOptions Apply(TrainingOptions options, IEnumerable<string> changes)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(changes);
        changes = [.. changes];
        bool kinds = Name(changes, "min_masks");
        JsonObject settings = JsonNode.Parse(options.ToJson())!.AsObject();
        foreach (string change in changes)
        {
            (JsonNode? before, JsonNode? value) = Apply(settings, change, kindsToo: !kinds);
            try
            {
                options = TrainingOptions.FromJson(settings.ToJsonString());
            }
            catch (JsonException wrong)
            {
                throw new UserErrorException($"--set {change} does not fit its setting, {Wanted(change.Split('=', '*')[0], before, value)}.", wrong);
            }
        }

        return options;
    }

    /// <summary>Whether some change is of one of these settings, or of a value in one.</summary>
    /// <param name="changes">Changes as <see cref="Apply(TrainingOptions, IEnumerable{string})"/> takes them.</param>
    /// <param name="names">Names of settings, without a dot.</param>
    public static bool Name(IEnumerable<string> changes, params ReadOnlySpan<string> names)
    {
        ArgumentNullException.ThrowIfNull(changes);
        foreach (string change in changes)
        {
            if (names.Contains(change.Split('=', '*', '.')[0]))
                return true;
        }

        return false;
    }

    // Returns the value before, and what was given. A change of the smallest share is of that of each kind, unless these are changed, too.
    private static (JsonNode? Before, JsonNode? Given) Apply(JsonObject settings, string change, bool kindsToo)
    {
        int equals = change.IndexOf('=', StringComparison.Ordinal);
        bool multiplies = equals > 0 && change[equals - 1] == '*';
        string[] path = equals < 0 ? [] : change[..(multiplies ? equals - 1 : equals)].Split('.');
        JsonObject target = settings;
        for (int i = 0; i < path.Length - 1; i++)
            target = target[path[i]] as JsonObject ?? Course(target, path[i]) ?? throw Unknown(change);
        if (path.Length == 0 || !target.ContainsKey(path[^1]))
            throw Unknown(change);
        JsonNode? before = target[path[^1]], value = Value(change[(equals + 1)..]);
        target[path[^1]] = multiplies ? Product(before, value, change) : value;
        if (kindsToo && path is ["min_mask"] && settings["min_masks"] is JsonArray kinds)
            settings["min_masks"] = new JsonArray([.. kinds.Select(kind => multiplies ? Product(kind, value, change) : value?.DeepClone())]);
        return (before, value);
    }

    // A strength that stays is a number: of its course single values can be set all the same.
    private static JsonObject? Course(JsonObject settings, string name)
    {
        if (settings[name] is not JsonValue number || number.GetValueKind() != JsonValueKind.Number)
            return null;
        JsonObject course = CourseOf(number);
        settings[name] = course;
        return course;
    }

    private static JsonObject CourseOf(JsonValue number)
        => new() { ["from"] = number.DeepClone(), ["to"] = number.DeepClone(), ["start_kimg"] = 0.0, ["once_settled"] = false, ["over_kimg"] = 0.0, ["curve"] = nameof(ScheduleCurve.Cosine) };

    private static JsonNode? Value(string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number) ? number : text; // .5, or a bare word
        }
    }

    private static string Wanted(string name, JsonNode? before, JsonNode? given) => before switch
    {
        _ when (before is JsonValue || (before as JsonObject)?.ContainsKey("from") == true) && UnknownPart(given) is { } other => $"which has no '{other}': a course has {string.Join(", ", CourseParts)}",
        JsonObject course when course.ContainsKey("from") => "which changes in the course of the training: give a number, or an object with from and to",
        JsonObject group => $"which is a group: give one of its values, such as {name}.{group.FirstOrDefault().Key}",
        null => "which is null without it: leave it out, or give a value of its kind",
        _ => $"which is {before.ToJsonString()} without it: give {KindOf(before)}",
    };

    // Of an object that says nothing twice.
    private static string? UnknownPart(JsonNode? given)
    {
        try
        {
            return (given as JsonObject)?.Select(part => part.Key).FirstOrDefault(name => !CourseParts.Contains(name));
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static string KindOf(JsonNode value) => value.GetValueKind() switch
    {
        JsonValueKind.Number => "a number of its kind",
        JsonValueKind.True or JsonValueKind.False => "true or false",
        JsonValueKind.String => "a name that it may have",
        _ => "a list",
    };

    // Of a schedule, both values.
    private static JsonNode Product(JsonNode? before, JsonNode? factor, string change)
    {
        if (before is JsonObject course && course["from"] is { } from && course["to"] is { } to)
        {
            (course["from"], course["to"]) = (Times(from), Times(to));
            return course.DeepClone();
        }

        return Times(before);

        JsonValue Times(JsonNode? number)
            => number?.GetValueKind() == JsonValueKind.Number && factor?.GetValueKind() == JsonValueKind.Number
                && number.GetValue<double>() * factor.GetValue<double>() is var product && double.IsFinite(product)
                ? JsonValue.Create(product)
                : throw new UserErrorException($"--set {change} multiplies what is no number, or gives none: write name=value.");
    }

    private static UserErrorException Unknown(string change)
        => new($"--set {change} names no setting: write name=value with a name from config.json, such as network.width=1.");
}
