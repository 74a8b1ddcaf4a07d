using PerturbSeg.Training.Scenes;
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
        foreach (string name in Presets.Names)
        {
            IReadOnlyList<IPerturbation> perturbations = Presets.Named(name).Perturbations();
            perturbations.ShouldContain(new RandomShift(name == "scenes" ? 0.03 : 0.125)); // what keeps that split are masks
            perturbations.ShouldContain(new ContrastJitter(0.3));
        }
    }

    [Fact]
    public void An_unknown_preset_is_named_with_the_choices()
        => Should.Throw<UserErrorException>(() => Presets.Named("huge")).Message.ShouldBe("There is no preset 'huge': choose small, scenes, base, large, paper-small, lsun-car, lsun-horse, lsun-chair, lsun-bird, two-categories.");
}
