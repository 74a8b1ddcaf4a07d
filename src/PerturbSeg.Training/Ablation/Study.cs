using PerturbSeg.Training.Settings;

namespace PerturbSeg.Training.Ablation;

/// <summary>A declared table of variants that are trained with the same budget, photos and seeds.</summary>
public sealed record Study
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>The preset that its variants change.</summary>
    public string Preset { get; init; } = "small";

    /// <summary>The variants, in the order of the table.</summary>
    public required IReadOnlyList<Variant> Variants { get; init; }

    /// <summary>Checks that every variant has a name of its own that can be a folder's, and begins from another one, if at all.</summary>
    /// <exception cref="UserErrorException">One does not.</exception>
    public void Validate()
    {
        if (Variants.Count == 0)
            throw new UserErrorException($"The study '{Name}' has no variants: give at least one.");
        _ = Presets.Named(Preset);
        foreach (Variant variant in Variants)
        {
            if (variant.Name.Length == 0 || !variant.Name.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '-'))
                throw new UserErrorException($"The variant '{variant.Name}' of the study '{Name}' cannot be a folder: use small letters, digits and hyphens.");
            if (Variants.Count(other => other.Name == variant.Name) > 1)
                throw new UserErrorException($"The study '{Name}' has two variants '{variant.Name}': rename one.");
            if (SettingChanges.Name(ChangesOf(variant), "seed"))
                throw new UserErrorException($"The variant '{variant.Name}' of the study '{Name}' changes the seed, which each run has of its own: leave it out, and give --seeds.");
            if (variant.Sets is [])
                throw new UserErrorException($"The variant '{variant.Name}' of the study '{Name}' has no photos: leave 'sets' out for all, or name places among --data.");
        }
    }

    /// <summary>The variants of some names, in the order of the study.</summary>
    /// <param name="names">Names; empty takes all.</param>
    /// <exception cref="UserErrorException">A name is none of the study's.</exception>
    public IReadOnlyList<Variant> Select(IReadOnlyCollection<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        foreach (string name in names)
            _ = Named(name);
        return names.Count == 0 ? Variants : [.. Variants.Where(variant => names.Contains(variant.Name))];
    }

    /// <summary>The settings of a variant.</summary>
    /// <param name="variant">One of <see cref="Variants"/>.</param>
    /// <param name="start">What the study begins from; of its smallest shares of several kinds, a variant has those of its sets.</param>
    /// <returns>Settings in their ranges.</returns>
    /// <exception cref="UserErrorException">A change names no setting, or the settings do not go together.</exception>
    public TrainingOptions Settings(Variant variant, TrainingOptions start)
    {
        ArgumentNullException.ThrowIfNull(variant);
        try
        {
            if (variant.Sets is not null && start.MinMasks is { } shares && variant.Of(shares) is var its)
                start = start.WithMinMasks(its, its.Count);
            TrainingOptions options = SettingChanges.Apply(start, ChangesOf(variant));
            options.Validate();
            return options;
        }
        catch (UserErrorException wrong)
        {
            throw new UserErrorException($"The variant '{variant.Name}' cannot be trained: {wrong.Message}", wrong);
        }
    }

    private Variant Named(string name)
        => Variants.FirstOrDefault(variant => variant.Name == name)
            ?? throw new UserErrorException(
                $"The study '{Name}' has no variant '{name}': did you mean {NearestNames.Sentence(name, Variants.Select(variant => variant.Name))}?");

    private int Place(Variant variant) => Variants.TakeWhile(other => other.Name != variant.Name).Count();

    // What a variant begins from comes before it in the study, so that there is no circle.
    private IReadOnlyList<string> ChangesOf(Variant variant)
    {
        if (variant.From is null)
            return variant.Changes;
        Variant from = Named(variant.From);
        if (Place(from) >= Place(variant))
            throw new UserErrorException($"The variant '{variant.Name}' begins from '{from.Name}', which comes after it: move '{from.Name}' up.");
        return [.. ChangesOf(from), .. variant.Changes];
    }
}
