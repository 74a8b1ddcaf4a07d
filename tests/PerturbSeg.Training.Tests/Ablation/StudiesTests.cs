using PerturbSeg.Tests.Shared;
using PerturbSeg.Training.Ablation;
using PerturbSeg.Training.Settings;

namespace PerturbSeg.Training.Tests.Ablation;

public sealed class StudiesTests
{
    public static TheoryData<string> PaperVariants => [.. Paper.Variants.Select(variant => variant.Name)];

    private static Study Paper => Studies.Open("paper", []);

    [Theory]
    [MemberData(nameof(PaperVariants))]
    public void Every_variant_of_the_paper_study_can_be_trained_and_only_the_default_changes_nothing(string name)
    {
        Variant variant = Paper.Select([name]).Single();
        TrainingOptions options = Paper.Settings(variant, Presets.Small);
        (options.ToJson() == Presets.Small.ToJson()).ShouldBe(name == "default");
        variant.Reason.ShouldNotBeEmpty();
    }

    [Fact]
    public void No_two_variants_of_the_paper_study_have_the_same_settings()
        => Paper.Variants.Select(variant => Paper.Settings(variant, Presets.Small).ToJson()).Distinct().Count().ShouldBe(Paper.Variants.Count);

    [Fact]
    public void A_variant_changes_what_the_one_it_begins_from_changes_and_more()
    {
        TrainingOptions options = Paper.Settings(Paper.Select(["plain-half-shift"]).Single(), Presets.Small with { Shift = 0.2 });
        options.Shift.ShouldBe(0.1);
        options.Network.Panorama.ShouldBeFalse();
    }

    [Fact]
    public void An_unknown_variant_is_refused_with_the_nearest_names()
        => Should.Throw<UserErrorException>(() => Paper.Select(["no-shft"])).Message
            .ShouldBe("The study 'paper' has no variant 'no-shft': did you mean no-shift, no-tint or half-shift?");

    [Fact]
    public void Variants_come_in_the_order_of_the_study()
        => Paper.Select(["plain", "default"]).Select(variant => variant.Name).ShouldBe(["default", "plain"]);

    [Fact]
    public void An_unknown_study_is_refused_with_the_known_ones()
        => Should.Throw<UserErrorException>(() => Studies.Open("papr", [])).Message.ShouldContain("choose paper or two-categories");

    [Fact]
    public void Two_categories_are_a_mixed_variant_and_one_for_each_set()
    {
        Study study = Studies.Open("two-categories", ["Fish.safetensors", "car_32.safetensors"]);
        study.Variants.Select(variant => variant.Name).ShouldBe(["mixed", "only-fish", "only-car-32"]);
        study.Variants.Select(variant => variant.Sets).ShouldBe([null, [1], [2]]);
        TrainingOptions both = Presets.Small.WithMinMasks([0.33, 0.13], sets: 2);
        study.Variants.Select(variant => study.Settings(variant, both)).Select(options => (options.MinMask, options.MinMasks?.Count)).ShouldBe([(0.13, 2), (0.33, null), (0.13, null)]);
        Should.Throw<UserErrorException>(() => study.Variants[2].Of(["fish"])).Message.ShouldContain("is trained on set 2, and --data names 1");
        Should.Throw<UserErrorException>(() => Studies.Open("two-categories", ["fish"])).Message.ShouldContain("--data twice");
    }

    [Theory]
    [InlineData("""{"name":"","variants":[null]}""")]
    [InlineData("""{"name":"","variants":[{"name":"a","reason":"","changes":[null]}]}""")]
    public void A_study_with_nulls_in_its_lists_is_refused(string json)
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("study.json", System.Text.Encoding.UTF8.GetBytes(json));
        Should.Throw<UserErrorException>(() => Studies.Open(path, [])).Message.ShouldContain("has a null");
    }

    [Fact]
    public void The_plan_of_a_study_with_a_null_for_a_run_is_refused()
    {
        using var folder = new TemporaryFolder();
        folder.Write("study.json", """{"study":"","kimg":1,"fit_steps":2,"runs":[null]}"""u8.ToArray());
        Should.Throw<UserErrorException>(() => new StudyFolder(folder.Root).ReadPlan()).Message.ShouldContain("has a null");
    }

    [Fact]
    public void A_study_is_read_from_a_file()
    {
        using var folder = new TemporaryFolder();
        Study study = Studies.Open(
            Write(folder, """{ "name": "mine", "preset": "base", "variants": [ { "name": "still", "reason": "No shift.", "changes": ["shift=0"] }, { "name": "still-dull", "reason": "Nor tint.", "from": "still", "changes": ["tint=0"] } ] }"""), []);
        study.Preset.ShouldBe("base");
        TrainingOptions options = study.Settings(study.Variants[1], Presets.Base);
        (options.Shift, options.Tint).ShouldBe((0, 0));
    }

    [Theory]
    [InlineData("""{ "name": "mine" }""", "cannot be read")]
    [InlineData("""{ "name": "mine", "variants": [] }""", "no variants")]
    [InlineData("""{ "name": "mine", "variants": [ { "name": "A b", "reason": "" } ] }""", "small letters")]
    [InlineData("""{ "name": "mine", "variants": [ { "name": "a", "reason": "" }, { "name": "a", "reason": "" } ] }""", "two variants 'a'")]
    [InlineData("""{ "name": "mine", "variants": [ { "name": "a", "reason": "", "from": "b" } ] }""", "no variant 'b'")]
    [InlineData("""{ "name": "mine", "variants": [ { "name": "a", "reason": "", "from": "a" } ] }""", "comes after it")]
    [InlineData("""{ "name": "mine", "preset": "tiny", "variants": [ { "name": "a", "reason": "" } ] }""", "no preset 'tiny'")]
    public void A_file_that_is_no_sound_study_is_refused(string json, string told)
    {
        using var folder = new TemporaryFolder();
        string path = Write(folder, json);
        Should.Throw<UserErrorException>(() => Studies.Open(path, [])).Message.ShouldContain(told);
    }

    [Theory]
    [InlineData("colour=1", "names no setting")]
    [InlineData("shift=2", "shift 2 is out of range")]
    [InlineData("network.variant=OneGenerator", "panorama")]
    public void A_variant_whose_settings_are_not_sound_is_named(string change, string told)
    {
        var variant = new Variant { Name = "odd", Reason = "Odd.", Changes = [change] };
        var study = new Study { Name = "mine", Variants = [variant] };
        string message = Should.Throw<UserErrorException>(() => study.Settings(variant, Presets.Small)).Message;
        message.ShouldStartWith("The variant 'odd' cannot be trained: ");
        message.ShouldContain(told);
    }

    private static string Write(TemporaryFolder folder, string json) => folder.Write("study.json", System.Text.Encoding.UTF8.GetBytes(json));
}
