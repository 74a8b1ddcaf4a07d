using PerturbSeg.Torch;
using PerturbSeg.Torch.Tests;
using PerturbSeg.Training.Networks;
using PerturbSeg.Training.Runs;
using PerturbSeg.Training.Scenes;
using PerturbSeg.Training.Tests.Networks;
using PerturbSeg.Training.Tests.Scenes;

namespace PerturbSeg.Training.Tests.Runs;

public sealed class DegeneracyMonitorTests
{
    private const int Count = 4;
    private const int Side = 16;

    [Fact]
    public void A_right_split_has_no_verdict()
    {
        using var scope = new TensorScope();
        DegeneracyFigures figures = Measure((n, row, column) => Disc(n, row, column) ? 0.98 : 0.02);
        figures.Verdicts.ShouldBeEmpty();
        figures.Coverage.ShouldBeInRange(0.1, 0.4);
        figures.LayerDifference.ShouldBe(1.3, 1e-4);
        figures.Indecision.ShouldBe(0.02, 1e-4);
        figures.FrameCoverage.ShouldBe(0.02, 1e-4);
        figures.SilhouetteOverlap.ShouldBeInRange(0.1, 0.9);
        figures.LargestPiece.ShouldBe(1);
    }

    [Fact]
    public void One_silhouette_and_a_ghost_are_warned_of_and_no_failure()
    {
        DegeneracyFigures sound = new(0.2, 0.02, 0.5, 0.01, 0.6);
        sound.Warnings.ShouldBeEmpty();
        DegeneracyFigures alike = sound with { SilhouetteOverlap = 0.93, Ghost = 0.3 };
        alike.Verdicts.ShouldBeEmpty();
        alike.Warnings.Count.ShouldBe(2);
        alike.Warnings[0].ShouldContain("overlap 0.930");
        alike.Warnings[1].ShouldContain("contrast 0.300");
    }

    [Fact]
    public void An_empty_mask_is_told()
    {
        using var scope = new TensorScope();
        Measure((_, _, _) => 0.001).Verdicts.ShouldContain(verdict => verdict.Contains("The mask is empty (coverage 0.001)"));
        Measure((_, _, _) => 0).LayerDifference.ShouldBe(0); // no division by an empty mask
    }

    [Fact]
    public void A_full_mask_is_told()
    {
        using var scope = new TensorScope();
        Measure((_, _, _) => 0.99).Verdicts.ShouldContain(verdict => verdict.Contains("The mask is full (coverage 0.990)"));
    }

    [Fact]
    public void The_same_image_in_both_layers_is_told()
    {
        using var scope = new TensorScope();
        Measure((n, row, column) => Disc(n, row, column) ? 1 : 0, foreground: -0.51).Verdicts.ShouldHaveSingleItem()
            .ShouldContain("Both layers show the same image under the mask (difference 0.010)");
    }

    [Fact]
    public void Beyond_the_range_of_photos_colours_do_not_differ()
    {
        using var scope = new TensorScope();
        Layers layers = SceneTensors.Plain(2, Side, background: 1.5, foreground: 3, mask: 0.5);
        DegeneracyMonitor.Measure(layers).LayerDifference.ShouldBe(0);
    }

    [Fact]
    public void A_half_transparent_mask_is_told()
    {
        using var scope = new TensorScope();
        Measure((n, row, column) => Disc(n, row, column) ? 0.5 : 0.2).Verdicts.ShouldHaveSingleItem().ShouldContain("half transparent");
    }

    [Fact]
    public void A_patch_that_reaches_the_frame_is_told()
    {
        using var scope = new TensorScope();
        Measure((_, row, _) => row >= 10 ? 1 : 0).Verdicts.ShouldHaveSingleItem().ShouldContain("reaches the frame");
    }

    [Fact]
    public void A_mask_in_pieces_is_told()
    {
        using var scope = new TensorScope();
        // 36 of 40 pixels in one piece.
        DegeneracyFigures figures = Measure((_, row, column) => (row is >= 5 and < 11 && column is >= 5 and < 11) || (row is >= 13 and < 15 && column is >= 13 and < 15) ? 1 : 0);
        figures.LargestPiece.ShouldBe(0.9, 1e-6);
        figures.Verdicts.ShouldHaveSingleItem().ShouldContain("in pieces (the largest is 0.900 of it)");
        (figures with { Indecision = 0.3 }).Verdicts.ShouldHaveSingleItem().ShouldContain("half transparent"); // it has no pieces yet
    }

    [Fact]
    public void Holes_are_measured_and_are_no_verdict()
    {
        using var scope = new TensorScope();
        // 6×6 pixels of object, 2×2 of them open in two scenes of four: 8 of 144.
        DegeneracyFigures figures = Measure((n, row, column) => row is >= 5 and < 11 && column is >= 5 and < 11 && !(n < 2 && row is 7 or 8 && column is 7 or 8) ? 1 : 0);
        figures.Holes.ShouldBe(8 / 144.0, 1e-9);
        figures.Verdicts.ShouldBeEmpty();
        Measure((_, _, _) => 0).Holes.ShouldBe(0);
    }

    [Fact]
    public void The_overlap_of_silhouettes_agrees_with_numbers_worked_by_hand()
    {
        using var scope = new TensorScope();
        Measure((_, row, _) => row < 8 ? 1 : 0).SilhouetteOverlap.ShouldBe(1, 1e-6);
        Measure((n, row, _) => row / 4 == n ? 1 : 0).SilhouetteOverlap.ShouldBe(0, 1e-6);
        // Two masks of rows 0-7, two of rows 4-11: 2 pairs of IoU 1, 4 pairs of IoU 4/12.
        Measure((n, row, _) => row >= (n % 2 * 4) && row < (n % 2 * 4) + 8 ? 1 : 0).SilhouetteOverlap.ShouldBe((2 + (4 / 3.0)) / 6, 1e-6);
    }

    [Fact]
    public void Fixed_scenes_are_painted_the_same_each_time_and_follow_the_seed()
    {
        using var scope = new TensorScope();
        using var random = new RandomGenerator(1);
        using var generator = new LayeredGenerator(TinyNetworks.Options(), random);
        using DegeneracyMonitor monitor = new(TinyTraining.Options, Device.Cpu), same = new(TinyTraining.Options, Device.Cpu),
            other = new(TinyTraining.Options with { Seed = 9 }, Device.Cpu);
        double[] masks = monitor.PaintFixedScenes(generator).Mask.Values();
        masks.Length.ShouldBe(64 * 64);
        same.PaintFixedScenes(generator).Mask.Values().ShouldBe(masks);
        other.PaintFixedScenes(generator).Mask.Values().ShouldNotBe(masks);
    }

    [Fact]
    public void Figures_have_names_for_the_metrics()
        => new DegeneracyFigures(1, 2, 3, 4, 5, 6, 7, 8).Values.ShouldBe(
        [
            ("monitor/coverage", 1), ("monitor/indecision", 2), ("monitor/layer_difference", 3), ("monitor/frame_coverage", 4),
            ("monitor/silhouette_overlap", 5), ("monitor/largest_piece", 6), ("monitor/holes", 7), ("monitor/ghost", 8),
        ]);

    // A disc of radius 4 in the middle half, elsewhere in each scene.
    private static bool Disc(int n, int row, int column)
        => Math.Pow(row - 6 - (n % 2 * 3), 2) + Math.Pow(column - 6 - (n / 2 * 3), 2) <= 16;

    private static DegeneracyFigures Measure(Func<int, int, int, double> mask, double foreground = 0.8)
        => DegeneracyMonitor.Measure(SceneTensors.Plain(Count, Side, background: -0.5, foreground, mask: 0) with
        {
            Mask = SceneTensors.Mask(Count, Side, mask),
        });
}
