namespace PerturbSeg.Reports;

/// <summary>uPlot, the library that draws curves, with its licence: see <c>third_party/uplot</c>.</summary>
internal static class ChartLibrary
{
    /// <summary>The library, headed by its licence, which goes wherever the library goes.</summary>
    public static string Script { get; } = $"/*!\n{EmbeddedText.Read("uPlot.LICENSE")}\n*/\n{EmbeddedText.Read("uPlot.iife.min.js")}";

    /// <summary>Its style sheet.</summary>
    public static string Style { get; } = EmbeddedText.Read("uPlot.min.css");
}
