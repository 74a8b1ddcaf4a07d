using PerturbSeg.Training.Settings;

namespace PerturbSeg.Cli.Verbs;

public sealed class SettingDifferencesTests
{
    [Theory]
    [InlineData("small", "paper-small")]
    [InlineData("lsun-car", "base")]
    [InlineData("small", "small")]
    public void Differences_given_to_set_lead_from_one_training_to_the_other(string from, string to)
    {
        TrainingOptions before = Presets.Named(from), after = Presets.Named(to) with { LargestMask = 0.7 };
        SettingChanges.Apply(before, SettingDifferences.Between(before, after)).ToJson().ShouldBe(after.ToJson());
    }

    [Fact]
    public void A_setting_of_a_group_is_named_with_its_group()
    {
        TrainingOptions before = Presets.Small;
        SettingDifferences.Between(before, before with { Tint = 0.5, Network = before.Network with { Width = 1 } })
            .ShouldBe(["network.width=1", "tint=0.5"]);
    }
}
