using System.Text.Json;

namespace PerturbSeg.Evaluation;

public sealed class MaskEvaluationTests
{
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
        result.FMeasure.ShouldBe((0.5 + 1) / 2, 1e-15); // precision = recall = .5, then 1
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
            .ShouldBe(["photos", "method", "iou_dataset", "iou_photo_mean", "accuracy", "f_measure", "baselines"]);
        JsonElement baselines = json.GetProperty("baselines");
        baselines.EnumerateObject().Select(p => p.Name).ShouldBe(["all_foreground", "centred_ellipse"]);
        baselines.GetProperty("all_foreground").EnumerateObject().Select(p => p.Name)
            .ShouldBe(["iou_dataset", "iou_photo_mean", "accuracy", "f_measure"]);
        baselines.GetProperty("centred_ellipse").EnumerateObject().Select(p => p.Name)
            .ShouldBe(["iou_dataset", "iou_photo_mean", "accuracy", "f_measure", "semi_axis_x", "semi_axis_y"], ignoreOrder: true);
        text.ShouldNotContain("\n");

        EvaluationResult read = EvaluationResult.FromJson(text);
        read.IouPhotoMean.ShouldBe(result.IouPhotoMean);
        read.Baselines[TrivialBaselines.BestCentredEllipse].ShouldBe(result.Baselines[TrivialBaselines.BestCentredEllipse]);
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
