using PerturbSeg.Metrics;
using PerturbSeg.Tests.Shared;

namespace PerturbSeg.Tests.Metrics;

public sealed class PhotoScoreTableTests
{
    [Fact]
    public void ALineAPhotoUnderTheHeadInTheOrderOfScoring()
    {
        using var folder = new TemporaryFolder();
        var evaluation = new MaskEvaluation();
        evaluation.Add([1f, 1f, 0f, 0f], [255, 0, 255, 0], 4, 1, "b, \"old\"", doubt: 0.25);
        evaluation.Add([1f, 0f], [255, 0], 2, 1, "a");

        PhotoScoreTable.Save(folder.At("photos.csv"), evaluation.Result("segmenter").PhotoScores);

        File.ReadAllText(folder.At("photos.csv")).ShouldBe(
            "photo,width,height,object_share,found_share,iou,iou_background,accuracy,precision,recall,f_measure,boundary_f,doubt\n"
            + "\"b, \"\"old\"\"\",4,1,0.5,0.5,0.333333,0.333333,0.5,0.5,0.5,0.5,1,0.25\n"
            + "a,2,1,0.5,0.5,1,1,1,1,1,1,1,\n");
    }
}
