using System.Text.Json;

namespace PerturbSeg.Training.Tests.Reference;

/// <summary>Outputs of the published implementation, in a folder beside the repository or named by the environment.</summary>
internal static class ReferenceFixtures
{
    private const string Variable = "PERTURBSEG_REFERENCE_FIXTURES";

    /// <summary>The folder; null where there is none.</summary>
    public static string? Folder { get; } = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named ? named : Beside();

    /// <summary>Skips the test where there is no folder and none was named.</summary>
    public static string Require()
    {
        Assert.SkipWhen(Folder is null, $"The published implementation's outputs are not here: name their folder in {Variable}.");
        return Folder!;
    }

    /// <summary>Shapes of a published state dict: of a variant of the generator, or of the discriminator.</summary>
    public static IReadOnlyDictionary<string, long[]> Shapes(string network)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(Path.Combine(Require(), "state_dict_shapes.json")));
        return document.RootElement.GetProperty(network).Deserialize<Dictionary<string, long[]>>()!;
    }

    private static string? Beside()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string candidate = Path.Combine(folder.FullName, "shared", "fixtures", "reference");
            if (File.Exists(Path.Combine(candidate, "expected.npz")))
                return candidate;
        }

        return null;
    }
}
