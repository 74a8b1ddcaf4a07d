using PerturbSeg.Torch;
using PerturbSeg.Torch.Operators;
using PerturbSeg.Torch.Tests;
using PerturbSeg.Training.Scenes;

namespace PerturbSeg.Training.Tests.Scenes;

public sealed class MaskLossesTests
{
    // Two masks of 4×4: a quarter covered and decided; a tenth everywhere.
    private static Tensor TwoMasks => SceneTensors.Mask(2, 4, (n, row, _) => n == 1 ? 0.1 : row == 0 ? 1 : 0);

    private static Tensor Share(double value) => Tensor.Scalar((float)value);

    [Fact]
    public void Losses_of_two_masks_agree_with_numbers_worked_by_hand()
    {
        using var scope = new TensorScope();
        MaskLosses.Coverage(TwoMasks).ShouldBeNear([0.25, 0.1], 1e-6);
        MaskLosses.Size(TwoMasks, Share(0.2)).ShouldBeNear([(0 + 0.1) / 2], 1e-6);
        MaskLosses.LogarithmicSize(TwoMasks, Share(0.2)).ShouldBeNear([0.2 * Math.Log(0.2 / 0.1001) / 2], 1e-6);
        MaskLosses.LargestCoverage(TwoMasks, Share(0.2)).ShouldBeNear([(0.05 + 0) / 2], 1e-6);
        MaskLosses.Binary(TwoMasks).ShouldBeNear([(0 + 0.1) / 2], 1e-6);
    }

    [Fact]
    public void Pieces_beside_the_largest_cost_what_they_show()
    {
        using var scope = new TensorScope();
        // 4×4: two rows of object, and beside them a pixel of .5 and one of .2, which is too faint to be a piece.
        Tensor mask = SceneTensors.Mask(1, 4, (_, row, column) => row < 2 ? 0.9 : (row, column) switch { (3, 0) => 0.5, (3, 3) => 0.2, _ => 0 });
        MaskLosses.Pieces(mask).ShouldBeNear([0.5 / 16], 1e-6);
        mask.RequiresGradient = true;
        double[] slopes = Autograd.Gradients(MaskLosses.Pieces(mask), [mask])[0].Values();
        slopes[12].ShouldBe(1.0 / 16, 1e-6);
        slopes.Where((_, pixel) => pixel != 12).ShouldAllBe(slope => slope == 0);
        MaskLosses.Pieces(TwoMasks * 0).ShouldBeNear([0], 0);
    }

    [Fact]
    public void Holes_cost_the_logarithm_of_their_masks_and_their_gradient_stays()
    {
        using var scope = new TensorScope();
        const double deep = 1e-4;
        // 5×5, a ring of object around one pixel; the second ring is open to the frame.
        Tensor rings = SceneTensors.Mask(2, 5, (n, row, column) => row is 0 or 4 || column is 0 or 4 || (n == 1 && row == 1 && column == 2) ? 0 : row == 2 && column == 2 ? deep : 1);
        MaskLosses.Holes(rings).ShouldBeNear([-Math.Log(deep + 1e-6) / 50], 1e-5);
        MaskLosses.Holes(TwoMasks).ShouldBeNear([0], 0);

        Tensor logits = (rings.Clamp(1e-6, 1 - 1e-6) / (1 - rings.Clamp(1e-6, 1 - 1e-6))).Log();
        logits.RequiresGradient = true;
        double[] slopes = Autograd.Gradients(MaskLosses.Holes(Activation.Sigmoid(logits)), [logits])[0].Values();
        slopes[12].ShouldBe(-1.0 / 50, 1e-3); // as of a cross-entropy, however small the mask
        slopes.Where((_, pixel) => pixel != 12).ShouldAllBe(slope => slope == 0);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 0)]
    [InlineData(0.5, 0.5)]
    [InlineData(0.9, 0.1)]
    public void The_binary_loss_is_the_distance_to_0_or_1(double mask, double expected)
    {
        using var scope = new TensorScope();
        MaskLosses.Binary(Tensor.Full([3, 1, 5, 5], mask)).ShouldBeNear([expected], 1e-6);
    }

    [Theory]
    [InlineData(0.002)]
    [InlineData(0.02)]
    [InlineData(0.05)]
    public void A_little_below_the_smallest_share_both_size_losses_agree(double missing)
    {
        using var scope = new TensorScope();
        const double share = 0.25;
        Tensor mask = Tensor.Full([1, 1, 4, 4], share * (1 - missing), type: ScalarType.Float64);
        double hinge = MaskLosses.Size(mask, Share(share)).Values()[0], logarithmic = MaskLosses.LogarithmicSize(mask, Share(share)).Values()[0];
        hinge.ShouldBe(share * missing, 1e-12);
        logarithmic.ShouldBe(hinge, (share * missing * missing) + 1.1e-4);
    }

    [Fact]
    public void At_and_above_the_smallest_share_no_size_is_missed()
    {
        using var scope = new TensorScope();
        foreach (double coverage in new[] { 0.2501, 0.5, 1 })
        {
            Tensor mask = Tensor.Full([1, 1, 4, 4], coverage);
            MaskLosses.Size(mask, Share(0.25)).Item().ShouldBe(0);
            MaskLosses.LogarithmicSize(mask, Share(0.25)).Item().ShouldBe(0);
        }
    }

    [Fact]
    public void For_an_emptied_mask_the_logarithmic_loss_keeps_its_gradient_and_the_hinge_loses_it()
    {
        using var scope = new TensorScope();
        Tensor logits = Tensor.Full([1, 1, 8, 8], -8); // a coverage of 0.0003
        logits.RequiresGradient = true;
        double hinge = SlopeOf(mask => MaskLosses.Size(mask, Share(0.13))), logarithmic = SlopeOf(mask => MaskLosses.LogarithmicSize(mask, Share(0.13)));
        hinge.ShouldBeInRange(-1e-3, -1e-5);
        logarithmic.ShouldBeInRange(-0.2, -0.05);

        // How fast the loss falls when all logits rise together.
        double SlopeOf(Func<Tensor, Tensor> loss) => Autograd.Gradients(loss(Activation.Sigmoid(logits)), [logits])[0].Sum().Item();
    }

    [Theory]
    [InlineData(8, 1)]
    [InlineData(16, 1)]
    [InlineData(32, 2)]
    [InlineData(64, 4)]
    public void The_frame_is_the_outermost_sixteenth_of_each_side(int side, int edge)
    {
        using var scope = new TensorScope();
        bool AtFrame(int row, int column) => Math.Min(row, column) < edge || Math.Max(row, column) >= side - edge;
        double pixels = (side * side) - ((side - (2 * edge)) * (side - (2 * edge)));
        Frame((row, column) => AtFrame(row, column) ? 1 : 0).ShouldBe(1, 1e-6);
        Frame((row, column) => AtFrame(row, column) ? 0 : 1).ShouldBe(0, 1e-6);
        Frame((row, _) => row == 0 ? 1 : 0).ShouldBe(side / pixels, 1e-6);
        Frame((_, column) => column == side - 1 ? 0.5 : 0).ShouldBe(side / 2.0 / pixels, 1e-6);

        double Frame(Func<int, int, double> mask) => MaskLosses.Frame(SceneTensors.Mask(1, side, (_, row, column) => mask(row, column))).Item();
    }

    [Fact]
    public void The_frame_loss_is_the_mean_over_scenes()
    {
        using var scope = new TensorScope();
        MaskLosses.Frame(SceneTensors.Mask(4, 16, (n, _, _) => n == 0 ? 1 : 0)).Item().ShouldBe(0.25f, 1e-6f);
    }

    [Fact]
    public void Sides_are_the_mean_of_the_left_and_the_right_frame()
    {
        using var scope = new TensorScope();
        Sides((_, _) => 1).ShouldBe(1, 1e-6);
        Sides((_, column) => column is >= 2 and < 30 ? 1 : 0).ShouldBe(0, 1e-6); // a sixteenth of 32 is 2
        Sides((_, column) => column == 0 ? 1 : 0).ShouldBe(0.25, 1e-6);
        Sides((row, _) => row >= 24 ? 1 : 0).ShouldBe(0.25, 1e-6); // a street

        static double Sides(Func<int, int, double> mask) => MaskLosses.Sides(SceneTensors.Mask(1, 32, (_, row, column) => mask(row, column))).Item();
    }
}
