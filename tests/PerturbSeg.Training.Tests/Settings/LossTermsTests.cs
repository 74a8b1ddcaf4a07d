using PerturbSeg.Training.Losses;
using PerturbSeg.Training.Settings;
using PerturbSeg.Training.Tests.Runs;

namespace PerturbSeg.Training.Tests.Settings;

public sealed class LossTermsTests
{
    [Fact]
    public void What_has_no_weight_is_no_term_and_the_others_keep_their_order()
    {
        Names(new TrainingOptions { SizeWeight = 0, BinaryWeight = 0, FrameWeight = 0, SideWeight = 0, HoleWeight = 0, PieceWeight = 0 }).ShouldBeEmpty();
        Names(TinyTraining.Options with { SideWeight = 1, HoleWeight = 1, PieceWeight = 1, OverlapWeight = 1 }).ShouldBe(
        [
            "mask/size_loss", "mask/binary_loss", "mask/frame_loss", "mask/side_loss", "mask/hole_loss", "mask/piece_loss", "layers/independence_loss",
            "mask/overlap_loss",
        ]);
    }

    [Fact]
    public void Each_game_has_its_penalty_and_lazy_R1_is_as_many_times_as_strong()
    {
        IDiscriminatorTerm lazy = LossTerms.OfDiscriminator(new TrainingOptions { R1Gamma = 3, R1Interval = 4 });
        (lazy.Interval, lazy.Weight.At(default), lazy.DifferentiatesPhotos).ShouldBe((4, 6, true));
        IDiscriminatorTerm published = LossTerms.OfDiscriminator(new TrainingOptions { Game = AdversarialGame.Wasserstein, GradientPenaltyWeight = 10 });
        (published.Interval, published.Weight.At(default), published.DifferentiatesPhotos).ShouldBe((1, 10, false));
    }

    private static string[] Names(TrainingOptions options) => [.. LossTerms.OfGenerator(options).Select(term => term.Name)];
}
