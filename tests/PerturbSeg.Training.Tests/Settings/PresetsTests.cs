using PerturbSeg.Training.Scenes;
using PerturbSeg.Training.Schedules;
using PerturbSeg.Training.Settings;

namespace PerturbSeg.Training.Tests.Settings;

public sealed class PresetsTests
{
    [Fact]
    public void Every_preset_is_valid_and_says_its_name()
    {
        Presets.Names.ShouldNotBeEmpty();
        foreach (string name in Presets.Names)
        {
            TrainingOptions options = Presets.Named(name);
            options.Validate();
            options.Preset.ShouldBe(name);
        }
    }

    [Fact]
    public void Presets_perturb_as_the_paper_does()
    {
        foreach (string name in Presets.Names.Except(["scenes"]))
        {
            IReadOnlyList<IPerturbation> perturbations = Presets.Named(name).Perturbations();
            perturbations.ShouldContain(new RandomShift(0.125));
            perturbations.ShouldContain(new ContrastJitter(0.3));
        }
    }

    [Fact]
    public void Small_jitters_colours_by_a_third_once_the_split_has_settled()
    {
        Presets.Small.Perturbations(new TrainingProgress(7000, SettledAt: null)).ShouldBe(Presets.Small.Perturbations());
        IReadOnlyList<IPerturbation> later = Presets.Small.Perturbations(new TrainingProgress(12_000, SettledAt: 8000));
        later.ShouldContain(new ContrastJitter(0.1));
        later.ShouldContain(new TintJitter(0.07));
    }

    [Fact]
    public void Scenes_are_split_by_masks_and_perturbed_in_no_colour()
        => Presets.Scenes.Perturbations().ShouldBe([new RandomShift(0.03), new PanoramaTurn(Presets.Scenes.Network.WrappedAxes, 1), new ForegroundMirror()], ignoreOrder: true);

    [Fact]
    public void An_unknown_preset_is_named_with_the_choices()
        => Should.Throw<UserErrorException>(() => Presets.Named("huge")).Message.ShouldBe("There is no preset 'huge': choose small, scenes, base, large, paper-small, lsun-car, lsun-horse, lsun-chair, lsun-bird, two-categories.");
}
