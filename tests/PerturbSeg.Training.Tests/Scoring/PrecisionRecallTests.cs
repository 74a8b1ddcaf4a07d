using PerturbSeg.Training.Scoring;

namespace PerturbSeg.Training.Tests.Scoring;

public sealed class PrecisionRecallTests
{
    // Photos reach 3, 2, 2 and 3 far, so from −3 to 6. Painted: 0.5 has neighbours at 2.5, 5.5 and 6, so it reaches 6; 3 reaches 3.5; 6
    // reaches 5.5; 6.5 reaches 6. All photos lie within; of the painted images, 6.5 does not.
    [Fact]
    public void A_case_worked_by_hand()
    {
        var result = PrecisionRecall.Between(OnLine(0, 1, 2, 3), OnLine(0.5f, 3, 6, 6.5f));
        result.ShouldBe(new PrecisionRecall(0.75, 1));
    }

    [Fact]
    public void Many_vectors_agree_with_plain_loops()
    {
        FeatureVectors photos = GaussianVectors.Draw(1, 301, 4), painted = GaussianVectors.Draw(2, 280, 4, mean: 1);
        var result = PrecisionRecall.Between(photos, painted);
        result.Precision.ShouldBe(PlainShare(painted, photos), 1e-12);
        result.Recall.ShouldBe(PlainShare(photos, painted), 1e-12);
        result.Precision.ShouldBeInRange(0.1, 0.9);
    }

    [Fact]
    public void Copies_of_the_photos_are_perfect_and_images_far_away_are_worthless()
    {
        FeatureVectors photos = GaussianVectors.Draw(3, 50, 6);
        PrecisionRecall.Between(photos, photos).ShouldBe(new PrecisionRecall(1, 1));
        PrecisionRecall.Between(photos, GaussianVectors.Draw(4, 50, 6, mean: 100)).ShouldBe(new PrecisionRecall(0, 0));
    }

    [Fact]
    public void A_generator_that_paints_the_same_few_images_has_precision_without_recall()
    {
        FeatureVectors photos = GaussianVectors.Draw(5, 200, 4);
        float[] few = [.. Enumerable.Range(0, 200).SelectMany(_ => photos.Values[..4])];
        var result = PrecisionRecall.Between(photos, photos with { Values = few });
        result.Precision.ShouldBe(1);
        result.Recall.ShouldBeLessThan(0.02);
    }

    private static FeatureVectors OnLine(params float[] places) => new(GaussianVectors.Features, 1, places);

    private static double PlainShare(FeatureVectors images, FeatureVectors sample)
    {
        double[] reach = [.. Enumerable.Range(0, sample.Count).Select(i => Enumerable.Range(0, sample.Count).Select(j => Distance(sample, i, sample, j)).Order().ElementAt(3))];
        return Enumerable.Range(0, images.Count).Count(i => reach.Where((r, j) => Distance(images, i, sample, j) <= r).Any()) / (double)images.Count;
    }

    private static double Distance(FeatureVectors left, int i, FeatureVectors right, int j)
        => Enumerable.Range(0, left.Dimensions).Sum(k => Math.Pow((double)left.Values[(i * left.Dimensions) + k] - right.Values[(j * left.Dimensions) + k], 2));
}
