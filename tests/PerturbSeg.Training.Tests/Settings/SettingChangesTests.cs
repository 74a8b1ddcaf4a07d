using PerturbSeg.Torch;
using PerturbSeg.Training.Schedules;
using PerturbSeg.Training.Settings;

namespace PerturbSeg.Training.Tests.Settings;

public sealed class SettingChangesTests
{
    [Fact]
    public void A_schedule_is_an_object_whose_values_can_be_set_and_multiplied()
    {
        TrainingOptions fading = SettingChanges.Apply(Presets.Small, ["shift={\"from\":0.1,\"to\":0.02,\"once_settled\":true,\"over_kimg\":8}"]);
        fading.Shift.ShouldBe(Schedule.Settled(0.1, 0.02, 8));
        SettingChanges.Apply(fading, ["shift.to=0.05"]).Shift.ShouldBe(Schedule.Settled(0.1, 0.05, 8));
        SettingChanges.Apply(fading, ["shift*=0.5"]).Shift.ShouldBe(Schedule.Settled(0.05, 0.01, 8));
        Should.Throw<UserErrorException>(() => SettingChanges.Apply(fading, ["shift={\"from\":0.1}"])).Message.ShouldStartWith("--set shift=");
        SettingDifferences.Between(fading, SettingChanges.Apply(fading, ["shift.to=0.05"])).ShouldBe(["shift.to=0.05"]);
    }

    [Fact]
    public void Of_a_strength_that_stays_a_single_value_can_be_set()
    {
        SettingChanges.Apply(Presets.Small, ["r1_gamma.to=0.1", "r1_gamma.over_kimg=4", "r1_gamma.curve=Linear"]).R1Gamma
            .ShouldBe(new Schedule { From = Presets.Small.R1Gamma.From, To = 0.1, OverKimg = 4, Curve = ScheduleCurve.Linear });
        Should.Throw<UserErrorException>(() => SettingChanges.Apply(Presets.Small, ["r1_gamma.colour=1"])).Message.ShouldContain("names no setting");
        Should.Throw<UserErrorException>(() => SettingChanges.Apply(Presets.Small, ["batch_size.to=1"])).Message.ShouldContain("does not fit");
    }

    [Fact]
    public void A_number_may_begin_with_its_point()
    {
        TrainingOptions changed = SettingChanges.Apply(new TrainingOptions(), ["min_mask=.2", "shift=.1", "shift*=.5"]);
        (changed.MinMask, changed.Shift).ShouldBe((0.2, (Schedule)0.05));
    }

    [Fact]
    public void A_factor_on_the_smallest_share_goes_for_each_kind()
    {
        TrainingOptions changed = SettingChanges.Apply(new TrainingOptions { MinMask = 0.1, MinMasks = [0.3, 0.1] }, ["min_mask*=0.5"]);
        changed.MinMask.ShouldBe(0.05);
        changed.MinMasks.ShouldBe([0.15, 0.05]);
        changed.Validate();
        SettingChanges.Apply(changed, ["min_mask=0.2"]).MinMasks.ShouldBe([0.2, 0.2]);
        SettingChanges.Apply(changed, ["min_masks=[0.3,0.2]", "min_mask=0.2"]).MinMasks.ShouldBe([0.3, 0.2]);
    }

    [Theory]
    [InlineData("min_mask=.2", "tint=0,5", "--set tint=0,5 does not fit its setting, which is 0 without it: give a number of its kind.")]
    [InlineData("tint=0.1", "network=5", "--set network=5 does not fit its setting, which is a group: give one of its values, such as network.architecture.")]
    [InlineData("tint=0.1", "contrast=much", "--set contrast=much does not fit its setting")]
    [InlineData("foreground_mirror=1", "tint=0.1", "--set foreground_mirror=1 does not fit its setting, which is false without it: give true or false.")]
    [InlineData("tint=0.1", "r1_gamma={\"from\":1,\"from\":2,\"to\":3}", "--set r1_gamma={\"from\":1,\"from\":2,\"to\":3} does not fit")]
    [InlineData("tint=0.1", "r1_gamma={\"from\":1,\"to\":0.2,\"over\":4}", "--set r1_gamma={\"from\":1,\"to\":0.2,\"over\":4} does not fit its setting, which has no 'over': a course has from, to, start_kimg, once_settled, over_kimg, curve.")]
    public void Of_several_changes_the_wrong_one_is_told(string one, string other, string told)
        => Should.Throw<UserErrorException>(() => SettingChanges.Apply(new TrainingOptions(), [one, other])).Message.ShouldStartWith(told);

    [Fact]
    public void Settings_are_changed_by_their_names_and_the_others_stay()
    {
        TrainingOptions start = Presets.Base with { Seed = 7 };
        SettingChanges.Apply(start, ["tint=0.2", "network.width=0.5", "foreground_mirror=true", "precision=Float32", "min_mask=1e-2"])
            .ShouldBe(start with
            {
                Tint = 0.2,
                Network = start.Network with { Width = 0.5 },
                ForegroundMirror = true,
                Precision = ScalarType.Float32,
                MinMask = 0.01,
            });
        SettingChanges.Apply(start, []).ShouldBe(start);
    }

    [Fact]
    public void Of_two_changes_of_one_setting_the_later_holds()
        => SettingChanges.Apply(Presets.Small, ["tint=0.2", "tint=0.4"]).Tint.ShouldBe(0.4);

    [Fact]
    public void A_number_can_be_multiplied()
        => SettingChanges.Apply(Presets.Small, ["shift=0.2", "shift*=0.5", "network.width*=2"])
            .ShouldBe(Presets.Small with { Shift = 0.1, Network = Presets.Small.Network with { Width = 2 * Presets.Small.Network.Width } });

    [Theory]
    [InlineData("foreground_mirror*=2")]
    [InlineData("shift*=half")]
    [InlineData("shift*=null")]
    [InlineData("shift*=1e999")]
    public void What_is_no_number_cannot_be_multiplied(string change)
        => Should.Throw<UserErrorException>(() => SettingChanges.Apply(Presets.Small, [change])).Message.ShouldContain("multiplies what is no number");

    [Theory]
    [InlineData("tint")]
    [InlineData("=1")]
    [InlineData("")]
    [InlineData("colour=1")]
    [InlineData("Tint=1")]
    [InlineData("network.colour=1")]
    [InlineData("tint.network=1")]
    [InlineData("network.width.more=1")]
    public void What_names_no_setting_is_told(string change)
        => Should.Throw<UserErrorException>(() => SettingChanges.Apply(Presets.Small, [change])).Message
            .ShouldStartWith($"--set {change} names no setting: write name=value");

    [Theory]
    [InlineData("tint=much")]
    [InlineData("tint=")]
    [InlineData("batch_size=1.5")]
    [InlineData("batch_size=99999999999")]
    [InlineData("network=5")]
    [InlineData("network=null")]
    [InlineData("foreground_mirror=1")]
    [InlineData("precision=Float11")]
    public void A_value_that_does_not_fit_is_told(string change)
        => Should.Throw<UserErrorException>(() => SettingChanges.Apply(Presets.Small, [change])).Message.ShouldContain($"--set {change}");

    [Fact]
    public void Of_a_strength_that_stays_times_can_be_multiplied_too()
        => SettingChanges.Apply(Presets.Small, ["shift.over_kimg=4", "shift.over_kimg*=2", "shift.start_kimg*=2"]).Shift.OverKimg.ShouldBe(8);

    [Theory]
    [InlineData("min_mask=0.2", true)]
    [InlineData("min_mask*=2", true)]
    [InlineData("shift.to=0.1", true)]
    [InlineData("shift={\"from\":0}", true)]
    [InlineData("min_masks=[0.1,0.2]", false)]
    [InlineData("contrast=0.1", false)]
    public void A_change_says_which_setting_it_is_of(string change, bool named) => SettingChanges.Name(["tint=0.1", change], "min_mask", "shift").ShouldBe(named);

    [Theory]
    [InlineData("game=7")]
    [InlineData("network.architecture=7")]
    public void A_number_is_no_name(string change)
        => Should.Throw<UserErrorException>(() => SettingChanges.Apply(Presets.Small, [change])).Message.ShouldContain("does not fit");

    [Theory]
    [InlineData("growing.batch_sizes={\"8\":32}")] // more sides than before
    [InlineData("growing.batch_sizes={}")] // fewer
    public void Differences_lead_from_the_one_to_the_other(string change)
    {
        TrainingOptions before = PublishedPresets.LsunBird, after = SettingChanges.Apply(before, [change]);
        after.ToJson().ShouldNotBe(before.ToJson());
        SettingChanges.Apply(before, SettingDifferences.Between(before, after)).ToJson().ShouldBe(after.ToJson());
    }
}
