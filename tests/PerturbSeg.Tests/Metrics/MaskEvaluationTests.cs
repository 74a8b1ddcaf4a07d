using System.Text.Json;
using PerturbSeg.Metrics;

namespace PerturbSeg.Tests.Metrics;

public sealed class MaskEvaluationTests
{
    private static readonly string[] Figures =
        ["iou_dataset", "iou_photo_mean", "iou_background", "mean_iou", "accuracy", "precision", "recall", "f_measure"];

    // 4 × 1: IoU 1/3, accuracy 2/4. 2 × 1: IoU 1, accuracy 1.
    private static EvaluationResult TwoPhotos()
    {
        var evaluation = new MaskEvaluation();
        evaluation.Add([1f, 1f, 0f, 0f], [255, 0, 255, 0], 4, 1);
        evaluation.Add([1f, 0f], [255, 0], 2, 1);
        return evaluation.Result("segmenter");
    }

    [Fact]
    public void TheDataSetPoolsPixelsAndMeansPoolPhotos()
    {
        EvaluationResult result = TwoPhotos();
        result.Photos.ShouldBe(2);
        result.IouDataset.ShouldBe(2.0 / 4, 1e-15);
        result.IouPhotoMean.ShouldBe(((1.0 / 3) + 1) / 2, 1e-15);
        result.Accuracy.ShouldBe((0.5 + 1) / 2, 1e-15);
        result.IouBackground.ShouldBe(2.0 / 4, 1e-15);
        result.MeanIou.ShouldBe(0.5, 1e-15);
        result.Precision.ShouldBe((0.5 + 1) / 2, 1e-15);
        result.Recall.ShouldBe((0.5 + 1) / 2, 1e-15);
        result.FMeasure.ShouldBe((0.5 + 1) / 2, 1e-15); // precision = recall = .5, then 1
    }

    [Fact]
    public void PixelsThatAreLeftOutCountNowhere()
    {
        // Of 5 pixels the last two are left out: a false and a right one.
        var evaluation = new MaskEvaluation();
        evaluation.Add([1f, 0f, 1f, 1f, 0f], [255, 0, 0, 0, 0], 5, 1, ignored: [false, false, false, true, true]);
        EvaluationResult result = evaluation.Result("segmenter");
        result.IouDataset.ShouldBe(1.0 / 2, 1e-15);
        result.Accuracy.ShouldBe(2.0 / 3, 1e-15);
        result.IouBackground.ShouldBe(1.0 / 2, 1e-15);
        result.Baselines[TrivialBaselines.AllForeground].IouDataset.ShouldBe(1.0 / 3, 1e-15);
        evaluation = new MaskEvaluation();
        evaluation.Add([1f, 0f, 1f], [255, 0, 0], 3, 1);
        result.FMeasureMax.ShouldBe(evaluation.Result("segmenter").FMeasureMax, 1e-15);
    }

    [Fact]
    public void ObjectPixelsThatAreLeftOutCountNowhereEither()
    {
        var evaluation = new MaskEvaluation();
        evaluation.Add([1f, 1f], [255, 255], 2, 1, ignored: [false, true]);
        EvaluationResult result = evaluation.Result("segmenter");
        result.IouDataset.ShouldBe(1);
        result.Baselines[TrivialBaselines.AllForeground].IouDataset.ShouldBe(1, 1e-15);
        Should.Throw<ArgumentException>(() => evaluation.Add([1f, 1f], [255, 255], 2, 1, ignored: [false]));
    }

    [Fact]
    public void APhotoThatIsLeftOutWhollyIsInNoFigure()
    {
        var evaluation = new MaskEvaluation();
        evaluation.Add([1f, 1f, 0f, 0f], [255, 0, 255, 0], 4, 1);
        evaluation.Add([1f, 0f], [0, 0], 2, 1, ignored: [true, true]);
        EvaluationResult result = MaskEvaluation.Join([evaluation.ToSums()]).Result("segmenter");
        (result.Photos, result.Unscored, result.IouPhotoMean).ShouldBe((1, 1, 1.0 / 3));
        result.Best.ShouldHaveSingleItem();
        JsonElement.Parse(result.ToJson()).GetProperty("unscored").GetInt32().ShouldBe(1);
        evaluation = new MaskEvaluation();
        evaluation.Add([1f], [0], 1, 1, ignored: [true]);
        Should.Throw<UserErrorException>(() => evaluation.Result("segmenter")).Message.ShouldContain("has a pixel that is scored");
    }

    [Fact]
    public void AllForegroundScoresTheShareOfTheObject()
    {
        BaselineResult all = TwoPhotos().Baselines[TrivialBaselines.AllForeground];
        all.IouDataset.ShouldBe(3.0 / 6, 1e-15);
        all.IouPhotoMean.ShouldBe(0.5, 1e-15);
        all.Accuracy.ShouldBe(0.5, 1e-15);
        all.FMeasure.ShouldBe(1.3 * 0.5 / ((0.3 * 0.5) + 1), 1e-15);
        all.SemiAxisX.ShouldBeNull();
    }

    [Fact]
    public void JsonHasTheDocumentedNamesInOrderAndComesBack()
    {
        EvaluationResult result = TwoPhotos();
        string text = result.ToJson();

        JsonElement json = JsonDocument.Parse(text).RootElement;
        json.EnumerateObject().Select(p => p.Name)
            .ShouldBe(["photos", "method", .. Figures, "f_measure_max", "f_measure_max_threshold", "boundary_f", "doubt_rank", "intervals", "size_classes", "worst", "best", "baselines"]);
        JsonElement baselines = json.GetProperty("baselines");
        baselines.EnumerateObject().Select(p => p.Name).ShouldBe(["all_foreground", "centred_ellipse"]);
        baselines.GetProperty("all_foreground").EnumerateObject().Select(p => p.Name)
            .ShouldBe(Figures);
        baselines.GetProperty("centred_ellipse").EnumerateObject().Select(p => p.Name)
            .ShouldBe([.. Figures, "semi_axis_x", "semi_axis_y"], ignoreOrder: true);
        json.GetProperty("size_classes").GetProperty("middle").EnumerateObject().Select(p => p.Name).ShouldBe(["photos", .. Figures]);
        json.GetProperty("intervals").GetProperty("mean_iou").EnumerateObject().Select(p => p.Name).ShouldBe(["low", "high"]);
        text.ShouldNotContain("\n");

        EvaluationResult read = EvaluationResult.FromJson(text);
        read.IouPhotoMean.ShouldBe(result.IouPhotoMean);
        read.Intervals.ShouldBe(result.Intervals);
        read.Worst.ShouldBe(result.Worst);
        read.SizeClasses["middle"].ShouldBe(result.SizeClasses["middle"]);
        read.Baselines[TrivialBaselines.BestCentredEllipse].ShouldBe(result.Baselines[TrivialBaselines.BestCentredEllipse]);
    }

    [Fact]
    public void PhotosAreSortedByTheSizeOfTheirObjects()
    {
        var evaluation = new MaskEvaluation();
        Add(actual: 60, found: 60); // large
        Add(actual: 10, found: 5); // a tenth is middle
        Add(actual: 50, found: 50); // so is a half
        Add(actual: 9, found: 0); // small
        Add(actual: 0, found: 0); // no object at all
        IReadOnlyDictionary<string, SizeClassResult> sizes = evaluation.Result("x").SizeClasses;
        sizes.Select(size => (size.Key, size.Value.Photos)).ShouldBe([("small", 2), ("middle", 2), ("large", 1)]);
        sizes["middle"].IouDataset.ShouldBe(55.0 / 60, 1e-15);
        sizes["middle"].IouPhotoMean.ShouldBe((0.5 + 1) / 2, 1e-15);
        sizes["small"].IouPhotoMean.ShouldBe(0.5, 1e-15);
        sizes["large"].IouDataset.ShouldBe(1);

        void Add(int actual, int found) => evaluation.Add(
            [.. Enumerable.Range(0, 100).Select(i => i < found ? 1f : 0f)], [.. Enumerable.Range(0, 100).Select(i => i < actual ? (byte)255 : (byte)0)], 10, 10);
    }

    [Fact]
    public void TheWorstAndTheBestPhotosAreNamed()
    {
        var evaluation = new MaskEvaluation();
        for (int found = 1; found <= 20; found++) // photo n has IoU n / 20
            evaluation.Add([.. Enumerable.Range(0, 20).Select(i => i < found ? 1f : 0f)], [.. Enumerable.Repeat((byte)255, 20)], 5, 4, $"photo {found}");
        EvaluationResult result = evaluation.Result("x");
        result.Worst.Select(photo => photo.Photo).ShouldBe([.. Enumerable.Range(1, 8).Select(n => $"photo {n}")]);
        result.Best.Select(photo => photo.Photo).ShouldBe([.. Enumerable.Range(13, 8).Reverse().Select(n => $"photo {n}")]);
        (result.Worst[0].Iou, result.Worst[0].ObjectShare, result.Worst[0].FoundShare).ShouldBe((0.05, 1.0, 0.05));
        result.PhotoScores.Count.ShouldBe(20);
    }

    [Theory]
    [InlineData("\"worst\":[", "\"worst\":[null,")]
    [InlineData("\"all_foreground\":{", "\"all_foreground\":null,\"x\":{")]
    [InlineData("\"method\":\"segmenter\"", "\"method\":null")]
    public void JsonWithNullsForFiguresIsRefused(string part, string damaged)
    {
        string json = TwoPhotos().ToJson();
        json.ShouldContain(part);
        Should.Throw<JsonException>(() => EvaluationResult.FromJson(json.Replace(part, damaged, StringComparison.Ordinal)));
    }

    [Fact]
    public void NoPhotosGiveNoFigures()
        => Should.Throw<InvalidOperationException>(() => new MaskEvaluation().Result("segmenter"));

    [Fact]
    public void APhotoOfTheWrongSizeIsRefusedAndLeavesNoTrace()
    {
        var evaluation = new MaskEvaluation();
        evaluation.Add([1f], [255], 1, 1);
        Should.Throw<ArgumentException>(() => evaluation.Add(new float[6], new byte[6], 4, 2));
        Should.Throw<ArgumentException>(() => evaluation.Add(new float[8], new byte[6], 4, 2));
        evaluation.Result("x").Photos.ShouldBe(1);
    }
}
