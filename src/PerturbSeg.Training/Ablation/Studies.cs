using System.Text.Json;
using PerturbSeg.Files;

namespace PerturbSeg.Training.Ablation;

/// <summary>Where studies come from: built in, or a JSON file.</summary>
public static class Studies
{
    /// <summary>The names of the built-in studies.</summary>
    public static IReadOnlyList<string> Names { get; } = [PaperStudy.Name, TwoCategoriesStudy.Name];

    /// <summary>A study by name or by file.</summary>
    /// <param name="nameOrFile">One of <see cref="Names"/>, or a file that ends in <c>.json</c>.</param>
    /// <param name="sets">The names of the packed sets; studies of several categories name their variants by them.</param>
    /// <returns>A sound study.</returns>
    /// <exception cref="UserErrorException">There is no such study, or the file is not sound.</exception>
    public static Study Open(string nameOrFile, IReadOnlyList<string> sets)
    {
        ArgumentNullException.ThrowIfNull(nameOrFile);
        Study study = nameOrFile switch
        {
            PaperStudy.Name => PaperStudy.Create(),
            TwoCategoriesStudy.Name => TwoCategoriesStudy.Create(sets),
            _ when nameOrFile.EndsWith(".json", StringComparison.OrdinalIgnoreCase) => Read(nameOrFile),
            _ => throw new UserErrorException($"There is no study '{nameOrFile}': choose {string.Join(" or ", Names)}, or name a file that ends in .json."),
        };
        study.Validate();
        return study;
    }

    private static Study Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<Study>(ListedNulls.Refuse(File.ReadAllText(path)), StudyJson.Options) ?? throw new JsonException("it is null");
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new UserErrorException($"The study '{path}' cannot be read ({wrong.Message.TrimEnd('.')}): see docs/ablation.md for its form.", wrong);
        }
    }
}
