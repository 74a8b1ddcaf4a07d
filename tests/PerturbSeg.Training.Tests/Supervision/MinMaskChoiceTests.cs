using PerturbSeg.Training.Fitting;
using PerturbSeg.Training.Runs;
using PerturbSeg.Training.Supervision;

namespace PerturbSeg.Training.Tests.Supervision;

public sealed class MinMaskChoiceTests
{
    [Fact]
    public void Agreement_that_is_no_more_than_chance_does_not_count()
        => Best((0.25, 0.6, 0.4), (0.13, 0.68, 0.36), (0.4, 0.7, 0.65)).ShouldBe(0.13); // .33, .5, .14 above chance

    [Fact]
    public void Of_those_alike_the_smallest_is_taken() => Best((0.25, 0.58, 0.4), (0.13, 0.28, 0.27), (0.4, 0.67, 0.52)).ShouldBe(0.25);

    [Fact]
    public void What_was_not_judged_is_not_taken_before_what_was() => Best((0.25, 0.1, 0.4), (0.13, null, 0)).ShouldBe(0.25);

    [Fact]
    public void Empty_masks_are_not_taken_for_their_likeness() => Best((0.25, 0.42, 0.4), (0.13, 0, 1), (0.4, 0.28, 0.52)).ShouldBe(0.25);

    [Fact]
    public void Where_none_was_judged_the_first_is_taken() => Best((0.25, null, 0), (0.13, null, 0)).ShouldBe(0.25);

    [Fact]
    public void Masks_that_are_all_alike_agree_by_chance() => new PhotoConsistency(1, 1).AgreementAboveChance.ShouldBe(0);

    private static double Best(params (double MinMask, double? Agreement, double Overlap)[] tried)
    {
        var result = new TrainingResult(0, 0, false, 0, new DegeneracyFigures(0.2, 0, 1, 0, 0.9), string.Empty, string.Empty, SoundCheckpoint: null);
        return new MinMaskChoice(
            [.. tried.Select(trial => new MinMaskTrial(
                trial.MinMask, result, trial.Agreement is { } agreement ? new PhotoConsistency(agreement, trial.Overlap) : null))],
            Ended: false).Best.MinMask;
    }
}
