using PerturbSeg.Metrics;
using PerturbSeg.Reports;

namespace PerturbSeg.Tests.Reports;

public sealed class EvaluationSectionsTests
{
    private static EvaluationResult Result()
    {
        var evaluation = new MaskEvaluation();
        evaluation.Add([1f, 1f, 0f, 0f], [255, 0, 255, 0], 4, 1, "poor");
        evaluation.Add([1f, 1f], [255, 255], 2, 1, "good");
        return evaluation.Result("segmenter");
    }

    [Fact]
    public void FiguresIntervalsAndSizesAreTold()
    {
        string html = new HtmlReport("t", "c").AddEvaluation(Result()).ToHtml();
        html.ShouldContain("segmenter, middle objects (1)");
        html.ShouldContain("segmenter, large objects (1)");
        html.ShouldContain("0.333 to 1.000"); // two photos of IoU 1/3 and 1
        html.ShouldContain("boundary F");
    }

    [Fact]
    public void WorstPhotosComeBeforeBestWithTheirIou()
    {
        var drawn = new List<string>();
        string html = new HtmlReport("t", "c").AddExtremes(Result(), photos =>
        {
            drawn.Add(string.Join(' ', photos.Select(photo => photo.Photo)));
            return new RgbImage(2, 2);
        }).ToHtml();
        drawn.ShouldBe(["poor good", "good poor"]);
        html.ShouldContain("poor 0.33, good 1.00");
        html.IndexOf("Worst photos", StringComparison.Ordinal).ShouldBeLessThan(html.IndexOf("Best photos", StringComparison.Ordinal));
    }

    [Fact]
    public void GeneratedMasksAreToldWithWhatCouldBeMeasured()
    {
        var measurement = new GeneratedMaskMeasurement(2);
        measurement.Add([1, 0, 1, 0, 1, 0, 0, 1]);
        string without = new HtmlReport("t", "c").AddGeneratedMasks(measurement.Result()).ToHtml();
        without.ShouldContain("mean 0.500, median 0.500");
        without.ShouldContain("0 % 0 % 0 % 0 % 0 % 100 % 0 %");
        without.ShouldContain("largest piece");
        without.ShouldNotContain("agreement");
        measurement.AddAgreement([1, 0, 1, 0], [1, 0, 1, 0]);
        new HtmlReport("t", "c").AddGeneratedMasks(measurement.Result()).ToHtml().ShouldContain("agreement with the segmenter");
    }
}
