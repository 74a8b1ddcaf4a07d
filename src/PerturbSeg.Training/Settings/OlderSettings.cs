using System.Text.Json.Nodes;
using PerturbSeg.Training.Schedules;

namespace PerturbSeg.Training.Settings;

/// <summary>Settings as older versions wrote them, in today's words.</summary>
internal static class OlderSettings
{
    private const string Ramp = "perturbation_ramp_kimg";
    private static readonly string[] Perturbations = ["shift", "contrast", "tint", "foreground_scale", "background_swap", "turn_range"];

    /// <summary>Renews settings in place.</summary>
    /// <param name="settings">As read.</param>
    public static void Renew(JsonObject settings)
    {
        // Up to 0.1, one setting let all perturbations grow from nothing; each has its own schedule now. A turn by any angle has no strength.
        if (!settings.TryGetPropertyValue(Ramp, out JsonNode? ramp))
            return;
        settings.Remove(Ramp);
        if (Number(ramp) is not > 0)
            return;
        foreach (string name in Perturbations)
        {
            if (Number(settings[name]) is > 0 and var strength && (name != "turn_range" || strength < 1))
                settings[name] = new JsonObject { ["from"] = 0, ["to"] = strength, ["over_kimg"] = ramp!.DeepClone(), ["curve"] = nameof(ScheduleCurve.Linear) };
        }
    }

    private static double? Number(JsonNode? node) => node is JsonValue value && value.TryGetValue(out double number) && double.IsFinite(number) ? number : null;
}
