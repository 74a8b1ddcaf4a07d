using System.Text.Json.Nodes;
using PerturbSeg.Photos;
using PerturbSeg.Torch;

namespace PerturbSeg.Cli;

/// <summary>How verbs tell of the files that they passed over.</summary>
internal static class SkippedPhotosOutput
{
    // How many are named on a terminal; --json names all.
    private const int Named = 10;

    /// <summary>Names them on standard error.</summary>
    public static void Print(IReadOnlyList<SkippedPhoto> skipped, TextWriter error)
    {
        foreach (SkippedPhoto photo in skipped.Take(Named))
            error.WriteLine(UntrustedText.Plain($"Skipped '{photo.Name}': {photo.Reason}."));
        if (skipped.Count > Named)
            error.WriteLine($"Skipped {skipped.Count - Named} more; --json lists all.");
    }

    /// <summary>Names on standard error what was not taken for a photo.</summary>
    public static void PrintLeftOut(IReadOnlyList<SkippedPhoto> leftOut, TextWriter error)
    {
        foreach (SkippedPhoto kind in leftOut)
            error.WriteLine(UntrustedText.Plain($"Left out '{kind.Name}': {kind.Reason}."));
    }

    /// <summary>The end of a line of results: nothing, or how many were skipped.</summary>
    public static string Summary(IReadOnlyList<SkippedPhoto> skipped) => skipped.Count > 0 ? $", {skipped.Count} skipped" : string.Empty;

    /// <summary>All of them.</summary>
    public static JsonArray ToJson(IReadOnlyList<SkippedPhoto> skipped) => new([.. skipped.Select(photo => new JsonObject
    {
        ["source"] = photo.Source,
        ["name"] = photo.Name,
        ["reason"] = photo.Reason,
    })]);
}
