using System.Globalization;
using PerturbSeg.Metrics;

namespace PerturbSeg.Reports;

/// <summary>The parts of a report that tell how good masks are.</summary>
public static class EvaluationSections
{
    /// <summary>Adds the key figures of a method, then its further figures and the intervals they lie in.</summary>
    /// <param name="report">The report.</param>
    /// <param name="result">The method's scores.</param>
    /// <returns>The report.</returns>
    public static HtmlReport AddEvaluation(this HtmlReport report, EvaluationResult result)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(result);
        BootstrapIntervals intervals = result.Intervals;
        return report.AddFigures(result).AddSettings(
        [
            Row("IoU, data set, 95 % interval", Text(intervals.IouDataset)),
            Row("IoU, photo mean, 95 % interval", Text(intervals.IouPhotoMean)),
            Row("mean IoU, 95 % interval", Text(intervals.MeanIou)),
            Row("largest F-measure", $"{result.FMeasureMax:0.000} at threshold {result.FMeasureMaxThreshold:0.00}"),
            Row("boundary F", $"{result.BoundaryF:0.000}"),
            .. result.DoubtRank is { } rank ? (KeyValuePair<string, string>[])[Row("rank correlation of doubt and IoU", $"{rank:0.00}")] : [],
        ]);
    }

    /// <summary>Adds the photos with the least and the largest IoU.</summary>
    /// <param name="report">The report.</param>
    /// <param name="result">The method's scores.</param>
    /// <param name="draw">Draws photos with the masks found and the true ones, in the order given.</param>
    /// <returns>The report.</returns>
    public static HtmlReport AddExtremes(this HtmlReport report, EvaluationResult result, Func<IReadOnlyList<PhotoScore>, RgbImage> draw)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(draw);
        const string Rows = "Rows: photo, mask found, true mask. IoU from left to right";
        return report
            .AddHeading("Worst photos").AddImage(draw(result.Worst).ToPng(), $"{Rows}: {Ious(result.Worst)}.")
            .AddHeading("Best photos").AddImage(draw(result.Best).ToPng(), $"{Rows}: {Ious(result.Best)}.");
    }

    /// <summary>Adds what the generator's own masks say, without labels.</summary>
    /// <param name="report">The report.</param>
    /// <param name="quality">The quality of the masks.</param>
    /// <returns>The report.</returns>
    public static HtmlReport AddGeneratedMasks(this HtmlReport report, GeneratedMaskQuality quality)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(quality);
        List<KeyValuePair<string, string>> rows =
        [
            Row("coverage", Text(quality.Coverage)),
            Row("coverage, scenes in each tenth from 0 to 1", $"{Histogram(quality.Coverage)}"),
            Row("empty masks", $"{quality.Empty:0.0 %}"),
            Row("binarity (mean |2m − 1|)", $"{quality.Binarity:0.000}"),
            Row("silhouette overlap (mean IoU of pairs)", $"{quality.SilhouetteOverlap:0.000}"),
        ];
        if (quality.PhotoSilhouetteOverlap is { } ofPhotos)
            rows.Add(Row("silhouette overlap of masks found in photos", $"{ofPhotos:0.000}"));
        if (quality.Connectedness is { } connectedness)
            rows.Add(Row("share of the object in its largest piece", Text(connectedness)));
        if (quality.Agreement is { } agreement)
            rows.Add(Row("agreement with the segmenter (IoU)", Text(agreement)));
        return report.AddHeading("The generator's own masks").AddParagraph($"From {quality.Scenes} painted scenes, without labels.").AddSettings(rows);
    }

    private static KeyValuePair<string, string> Row(string name, FormattableString value)
        => new(name, value.ToString(CultureInfo.InvariantCulture));

    private static FormattableString Text(Interval interval) => $"{interval.Low:0.000} to {interval.High:0.000}";

    private static FormattableString Text(Distribution values)
        => $"mean {values.Mean:0.000}, median {values.Median:0.000}, half of them {values.P25:0.000} to {values.P75:0.000}, nine tenths {values.P05:0.000} to {values.P95:0.000}";

    private static string Histogram(Distribution values)
        => string.Join(' ', values.Histogram.Select(share => share.ToString("0 %", CultureInfo.InvariantCulture)));

    private static string Ious(IEnumerable<PhotoScore> photos)
        => string.Join(", ", photos.Select(photo => string.Create(CultureInfo.InvariantCulture, $"{photo.Photo} {photo.Iou:0.00}")));
}
