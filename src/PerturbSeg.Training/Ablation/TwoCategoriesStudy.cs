namespace PerturbSeg.Training.Ablation;

/// <summary>
/// Several categories in one model, the same share of each in every batch, against a model for each category with the same budget
/// (paper, section 5: two categories).
/// </summary>
public static class TwoCategoriesStudy
{
    /// <summary>What it is called.</summary>
    public const string Name = "two-categories";

    /// <summary>The study of some packed sets.</summary>
    /// <param name="sets">The names of the packed sets, two or more.</param>
    /// <exception cref="UserErrorException">There is one set only.</exception>
    public static Study Create(IReadOnlyList<string> sets)
    {
        ArgumentNullException.ThrowIfNull(sets);
        if (sets.Count < 2)
            throw new UserErrorException($"The study '{Name}' needs a packed set of each category: give --data twice or more.");
        var mixed = new Variant { Name = "mixed", Reason = "All categories in one model, the same share of each in every batch." };
        return new Study
        {
            Name = Name,
            Variants = [mixed, .. sets.Select((set, i) => new Variant { Name = $"only-{Slug(set)}", Reason = $"The category {set} alone.", Sets = [i + 1] })],
        };
    }

    private static string Slug(string name)
        => new([.. Path.GetFileNameWithoutExtension(name).ToLowerInvariant().Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : '-')]);
}
