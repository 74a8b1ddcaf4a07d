using System.CommandLine;
using PerturbSeg.Segmentation;

namespace PerturbSeg.Cli.Verbs;

/// <summary>The option that leaves out parts of what is done around a network.</summary>
internal static class WithoutOption
{
    public static Option<string> Create() => new("--without")
    {
        Description = $"Leave out, parted by commas: {string.Join(", ", PhotoSegmenterOptions.Parts)}.",
        HelpName = "parts",
        DefaultValueFactory = _ => string.Empty,
    };

    /// <summary>What is left.</summary>
    public static PhotoSegmenterOptions Parse(string parts) => new PhotoSegmenterOptions().Without(parts);
}
