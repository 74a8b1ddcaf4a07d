namespace PerturbSeg.Training.Ablation;

/// <summary>One row of a study: settings that differ from those that the study begins from.</summary>
public sealed record Variant
{
    /// <summary>Its name, also that of its folder: small letters, digits and hyphens.</summary>
    public required string Name { get; init; }

    /// <summary>One line: what it shows.</summary>
    public required string Reason { get; init; }

    /// <summary>Changes of settings, as <see cref="Settings.SettingChanges"/> takes them.</summary>
    public IReadOnlyList<string> Changes { get; init; } = [];

    /// <summary>Another variant of the study whose changes come first; null begins from the study's settings.</summary>
    public string? From { get; init; }

    /// <summary>The packed sets that it is trained on, by their place from 1; null takes all of them.</summary>
    public IReadOnlyList<int>? Sets { get; init; }

    /// <summary>What belongs to the packed sets that it is trained on.</summary>
    /// <param name="ofSets">Something of each packed set, in their order.</param>
    /// <exception cref="UserErrorException">It is trained on a set that is not there.</exception>
    public IReadOnlyList<T> Of<T>(IReadOnlyList<T> ofSets)
    {
        ArgumentNullException.ThrowIfNull(ofSets);
        return Sets is null
            ? ofSets
            : [.. Sets.Select(place => place >= 1 && place <= ofSets.Count
                ? ofSets[place - 1]
                : throw new UserErrorException($"The variant '{Name}' is trained on set {place}, and --data names {ofSets.Count}: name as many."))];
    }
}
