using PerturbSeg.Metrics;
using PerturbSeg.Reports;

namespace PerturbSeg.Evaluation;

/// <summary>The report of an evaluation: figures, the worst and the best photos, and what the generator's own masks say.</summary>
public static class EvaluationReport
{
    /// <summary>Composes the report.</summary>
    /// <param name="result">The scores.</param>
    /// <param name="command">The command line that made them.</param>
    /// <param name="draw">Draws photos with the masks found and the true ones, in the order given.</param>
    /// <param name="generated">What the generator's masks say; null where there is no generator.</param>
    public static HtmlReport Compose(EvaluationResult result, string command, Func<IReadOnlyList<PhotoScore>, RgbImage> draw, GeneratedMaskQuality? generated)
    {
        HtmlReport report = new HtmlReport("Masks of photos, scored", command).AddEvaluation(result).AddExtremes(result, draw);
        return generated is null ? report : report.AddGeneratedMasks(generated);
    }
}
