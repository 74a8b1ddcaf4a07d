using PerturbSeg.Torch;
using PerturbSeg.Torch.Tests;
using PerturbSeg.Training.Scenes;

namespace PerturbSeg.Training.Tests.Scenes;

public sealed class CentredOverlapTests
{
    [Fact]
    public void The_overlap_of_binary_masks_is_their_iou_with_their_centres_laid_on_one_another()
    {
        using var scope = new TensorScope();
        // A square of 4×4 and a bar of 2×8 share 2×4 pixels: 8 of 24.
        Tensor masks = SceneTensors.Mask(2, 16, (n, row, column) => n == 0 ? Box(row, column, 2, 1, 4, 4) : Box(row, column, 9, 6, 2, 8));
        CentredOverlap.Mean(masks).ShouldBeNear([8.0 / 24], 1e-5);
    }

    [Fact]
    public void Copies_of_one_silhouette_overlap_wherever_they_lie()
    {
        using var scope = new TensorScope();
        Tensor moved = SceneTensors.Mask(4, 16, (n, row, column) => 0.5 * Box(row, column, n, 3 * n, 5, 3));
        CentredOverlap.Mean(moved).ShouldBeNear([1], 1e-4);
        CentredOverlap.Mean(SceneTensors.Mask(3, 8, (_, _, _) => 0)).ShouldBeNear([0], 1e-6);
    }

    [Fact]
    public void Its_slope_is_that_of_finite_differences()
    {
        double[] masks = [.. FiniteDifferences.Point(3 * 25).Select(value => 0.2 + (0.3 * Math.Abs(value)))];
        FiniteDifferences.ShouldMatchGradient(CentredOverlap.Mean, masks, [3, 1, 5, 5]);
    }

    [Fact]
    public void One_silhouette_has_nothing_to_overlap_with()
        => Should.Throw<ArgumentOutOfRangeException>(() => CentredOverlap.Mean(SceneTensors.Mask(1, 8, (_, _, _) => 1)));

    private static double Box(int row, int column, int top, int left, int height, int width)
        => row >= top && row < top + height && column >= left && column < left + width ? 1 : 0;
}
