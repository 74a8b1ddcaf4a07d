using PerturbSeg.Training.Runs;
using PerturbSeg.Training.Settings;
using PerturbSeg.Training.Supervision;

namespace PerturbSeg.Training.Tests.Supervision;

public sealed class RemedyTests
{
    [Fact]
    public void WhatIsNotDegenerateStaysAsItIs()
        => Remedy.For(Presets.Small with { Seed = 4 }, []).ShouldBe(Presets.Small with { Seed = 4 });

    [Fact]
    public void WhatIsTrainedWithoutPerturbationsStaysSo()
        => Remedy.For(Presets.Small.WithoutPerturbations(), [Degeneracy.PatchAtFrame, Degeneracy.SameLayers, Degeneracy.MaskInPieces]).Perturbations().ShouldBeEmpty();

    [Theory]
    [InlineData(Degeneracy.PatchAtFrame)]
    [InlineData(Degeneracy.HalfTransparentMask)]
    [InlineData(Degeneracy.EmptyMask)]
    [InlineData(Degeneracy.FullMask)]
    [InlineData(Degeneracy.SameLayers)]
    [InlineData(Degeneracy.MaskInPieces)]
    public void EveryDegeneracyIsAnsweredWithMoreOfWhatActsAgainstItAndWithValidSettings(Degeneracy degeneracy)
    {
        TrainingOptions before = Presets.Small, after = before;
        for (int attempt = 0; attempt < 10; attempt++)
        {
            TrainingOptions next = Remedy.For(after, [degeneracy]);
            next.Validate();
            Strength(next).ShouldBeGreaterThanOrEqualTo(Strength(after));
            after = next;
        }

        Strength(after).ShouldBeGreaterThan(Strength(before));
        after.Network.ShouldBe(before.Network);
    }

    [Fact]
    public void ShiftsThatWereTurnedOffComeBackWhereMasksAreInPieces()
        => Remedy.For(Presets.Small with { Shift = 0 }, [Degeneracy.MaskInPieces]).Shift.ShouldBe(0.125);

    [Fact]
    public void PiecesCostMoreWhereMasksWereInPieces()
    {
        Remedy.For(Presets.Small with { PieceWeight = 0 }, [Degeneracy.MaskInPieces]).PieceWeight.ShouldBe(Presets.Small.PieceWeight);
        Remedy.For(Presets.Small, [Degeneracy.MaskInPieces]).PieceWeight.To.ShouldBe(1.5 * Presets.Small.PieceWeight.To);
    }

    private static double Strength(TrainingOptions options)
        => options.FrameWeight.To + options.SideWeight.To + options.Shift.To + options.BinaryWeight.To + options.SizeWeight.To + options.Tint.To;
}
