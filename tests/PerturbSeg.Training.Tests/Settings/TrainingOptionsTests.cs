using System.Text.Json;
using PerturbSeg.Torch;
using PerturbSeg.Training.Losses;
using PerturbSeg.Training.Networks;
using PerturbSeg.Training.Scenes;
using PerturbSeg.Training.Schedules;
using PerturbSeg.Training.Settings;
using PerturbSeg.Training.Tests.Networks;
using PerturbSeg.Training.Tests.Runs;

namespace PerturbSeg.Training.Tests.Settings;

public sealed class TrainingOptionsTests
{
    [Fact]
    public void Without_a_ramp_the_average_has_its_half_life_from_the_start()
        => new TrainingOptions { AverageRamp = 0, AverageHalfLife = 1000 }.AverageDecayAt(32, 32).ShouldBe(Math.Pow(0.5, 0.032), 1e-12);

    [Fact]
    public void Settings_come_back_from_json()
        => TrainingOptions.FromJson(TinyTraining.Options.ToJson()).ShouldBe(TinyTraining.Options);

    [Fact]
    public void Settings_that_the_json_leaves_out_have_their_defaults()
    {
        TrainingOptions.FromJson("{}").ShouldBe(new TrainingOptions());
        TrainingOptions.FromJson("{\"network\":{\"resolution\":64},\"tint\":0.1}")
            .ShouldBe(new TrainingOptions { Network = new() { Resolution = 64 }, Tint = 0.1 });
        TrainingOptions.FromJson("{\"network\":{\"panorama\":false}}").ShouldBe(new TrainingOptions { Network = new() { Panorama = false } });
    }

    [Theory]
    [InlineData("null")]
    [InlineData("{\"colour\":1}")]
    [InlineData("{\"batch_size\":\"many\"}")]
    [InlineData("{\"network\":null}")]
    [InlineData("{\"network\":{\"depth\":3}}")]
    public void Json_with_unknown_names_or_wrong_types_is_refused(string json)
        => Should.Throw<JsonException>(() => TrainingOptions.FromJson(json));

    [Fact]
    public void Perturbations_are_those_that_are_switched_on_in_a_fixed_order()
    {
        TinyTraining.Options.Perturbations().ShouldBe(
        [
            new ForegroundScale(0.2), new RandomShift(0.125), new BackgroundSwap(0.5), new ContrastJitter(0.3), new PanoramaTurn(),
            new TintJitter(0.2), new ForegroundMirror(),
        ]);
        TrainingOptions still = TinyTraining.Options.WithoutPerturbations();
        still.Perturbations().ShouldBeEmpty();
        still.IndependenceWeight.IsOff.ShouldBeTrue();
        Presets.Small.WithoutPerturbations().IndependentLatents.ShouldBeFalse(); // an object that has to be whole over any background is one that is asked for
        (new TrainingOptions() with { TurnRange = 0 }).Perturbations().ShouldBe([new RandomShift(0.125), new ContrastJitter(0.3)]);
    }

    [Theory]
    [InlineData(0.13, null, 0.26)]
    [InlineData(0.6, null, 0.9)]
    [InlineData(0.95, null, 0.95)]
    [InlineData(0.13, 0.5, 0.5)]
    public void The_largest_share_is_twice_the_smallest_unless_it_is_given(double smallest, double? given, double largest)
        => new TrainingOptions { MinMask = smallest, LargestMask = given }.LargestShare.ShouldBe(largest, 1e-12);

    [Fact]
    public void Kinds_of_a_mixture_have_bounds_of_their_own()
    {
        new TrainingOptions { MinMask = 0.13 }.Bounds.ShouldBe([new CoverageBounds(0.13, 0.26)]);
        TrainingOptions mixed = new TrainingOptions().WithMinMasks([0.33, 0.13], sets: 2);
        (mixed.MinMask, mixed.SharedCoordinates).ShouldBe((0.13, 16));
        mixed.RequireMinMasksOf(2);
        Should.Throw<UserErrorException>(() => mixed.RequireMinMasksOf(1)).Message.ShouldContain("2 smallest shares (0.33, 0.13) for 1 packed sets");
        Should.Throw<UserErrorException>(() => mixed.WithMinMasks([0.2, 0.3], sets: 3)).Message.ShouldContain("is given 2 times for 3 packed sets");
        TrainingOptions one = mixed.WithMinMasks([0.33], sets: 2);
        (one.MinMask, one.MinMasks, one.SharedCoordinates).ShouldBe((0.33, null, 0));
        mixed.Bounds.ShouldBe([new CoverageBounds(0.33, 0.66), new CoverageBounds(0.13, 0.26)]);
        mixed.LargestShare.ShouldBe(0.66, 1e-12);
        TrainingOptions.FromJson(mixed.ToJson()).Bounds.ShouldBe(mixed.Bounds);
        Should.Throw<UserErrorException>((mixed with { MinMask = 0.2 }).Validate).Message.ShouldStartWith("min_masks 0.13 is out of range");
        Should.Throw<UserErrorException>((mixed with { LargestMask = 0.3 }).Validate).Message.ShouldStartWith("largest_mask 0.3 is out of range: give above the smallest share 0.33");
        Should.Throw<UserErrorException>((mixed with { MinMasks = [] }).Validate).Message.ShouldStartWith("min_masks [] names no share");
    }

    [Fact]
    public void A_background_is_turned_along_the_axes_it_goes_around_by_the_range_that_is_asked_for()
    {
        TrainingOptions options = new() { Shift = 0, Contrast = 0, TurnRange = 0.5, Network = new() { PanoramaVertical = true } };
        options.Perturbations().ShouldBe([new PanoramaTurn(WrappedAxes.Both, 0.5)]);
        (options with { Network = new() { Panorama = false } }).Perturbations().ShouldBeEmpty();
    }

    [Fact]
    public void Each_perturbation_has_the_strength_of_its_schedule_and_segmenters_are_taught_with_the_largest()
    {
        TrainingOptions options = new()
        {
            Shift = Schedule.Settled(0.125, 0.03, 10),
            Contrast = Schedule.Ramp(0.3, 2),
            Network = new() { Panorama = false },
        };
        options.Perturbations(new TrainingProgress(0)).ShouldBe([new RandomShift(0.125)]);
        options.Perturbations(new TrainingProgress(1000)).ShouldBe([new RandomShift(0.125), new ContrastJitter(0.15)]);
        options.Perturbations(new TrainingProgress(30_000, SettledAt: 8000)).ShouldBe([new RandomShift(0.03), new ContrastJitter(0.3)]);
        options.Perturbations().ShouldBe([new RandomShift(0.125), new ContrastJitter(0.3)]);
    }

    [Fact]
    public void Settings_of_older_versions_grow_their_perturbations_as_they_did()
    {
        TrainingOptions older = TrainingOptions.FromJson(
            """{"shift":0.125,"contrast":0,"tint":0.2,"turn_range":0.5,"foreground_scale":0,"background_swap":0,"perturbation_ramp_kimg":2}""");
        TrainingOptions renewed = new() { Shift = Schedule.Ramp(0.125, 2), Contrast = 0, Tint = Schedule.Ramp(0.2, 2), TurnRange = Schedule.Ramp(0.5, 2) };
        older.ShouldBe(renewed);
        older.Perturbations(new TrainingProgress(500)).ShouldContain(new RandomShift(0.125 / 4));
        TrainingOptions.FromJson("""{"turn_range":1,"perturbation_ramp_kimg":2}""").TurnRange.ShouldBe(1);
        TrainingOptions.FromJson("""{"shift":0.1,"perturbation_ramp_kimg":0}""").Shift.ShouldBe(0.1);
    }

    [Fact]
    public void What_is_too_large_for_a_number_is_refused_in_older_settings_too()
        => Should.Throw<UserErrorException>(TrainingOptions.FromJson("""{"tint":1e999,"perturbation_ramp_kimg":3}""").Validate).Message.ShouldContain("tint");

    public static TheoryData<TrainingOptions, string> Wrong => new()
    {
        { new TrainingOptions { MinMask = 0 }, "min_mask 0" },
        { new TrainingOptions { MinMask = 1 }, "min_mask 1" },
        { new TrainingOptions { MinMask = double.NaN }, "min_mask NaN" },
        { new TrainingOptions { MinMask = 0.5, LargestMask = 0.5 }, "largest_mask 0.5" },
        { new TrainingOptions { LargestMask = 1.1 }, "largest_mask 1.1" },
        { new TrainingOptions { Shift = 1 }, "shift 1" },
        { new TrainingOptions { Shift = -0.1 }, "shift -0.1" },
        { new TrainingOptions { Contrast = 1 }, "contrast 1" },
        { new TrainingOptions { Tint = 1.5 }, "tint 1.5" },
        { new TrainingOptions { BatchSize = 0 }, "batch_size 0" },
        { new TrainingOptions { LearningRate = 0 }, "learning_rate 0" },
        { new TrainingOptions { LearningRate = double.PositiveInfinity }, "learning_rate" },
        { new TrainingOptions { R1Gamma = -1 }, "r1_gamma -1" },
        { new TrainingOptions { R1Interval = 0 }, "r1_interval 0" },
        { new TrainingOptions { Precision = ScalarType.Float64 }, "precision" },
        { new TrainingOptions { SizeWeight = -1 }, "size_weight -1" },
        { new TrainingOptions { BinaryWeight = -1 }, "binary_weight -1" },
        { new TrainingOptions { FrameWeight = -1 }, "frame_weight -1" },
        { new TrainingOptions { SideWeight = -1 }, "side_weight -1" },
        { new TrainingOptions { HoleWeight = -1 }, "hole_weight -1" },
        { new TrainingOptions { IndependenceWeight = -1 }, "independence_weight -1" },
        { new TrainingOptions { ForegroundScale = 1.1 }, "foreground_scale 1.1" },
        { new TrainingOptions { BackgroundSwap = -0.1 }, "background_swap -0.1" },
        { new TrainingOptions { BackgroundSwap = double.NaN }, "background_swap NaN" },
        { new TrainingOptions { TurnRange = 1.1 }, "turn_range 1.1" },
        { new TrainingOptions { OverlapWeight = -1 }, "overlap_weight -1" },
        { new TrainingOptions { OverlapWeight = 1, BatchSize = 2 }, "overlap_weight=0" },
        { new TrainingOptions { LargestOverlap = 1.1 }, "largest_overlap 1.1" },
        { new TrainingOptions { PieceWeight = -1 }, "piece_weight -1" },
        { new TrainingOptions { SharedLatents = -1 }, "shared_latents -1" },
        { new TrainingOptions { SharedLatents = 9, Network = new() { LatentSize = 8 } }, "shared_latents 9 is out of range: give from 0 to 8, the size of latents" },
        { new TrainingOptions { ReconstructionWeight = -1 }, "reconstruction_weight -1" },
        { new TrainingOptions { ReconstructionWeight = 1 }, "independent_latents=true" },
        { new TrainingOptions { Beta2 = 1 }, "beta2 1" },
        { new TrainingOptions { Shift = Schedule.Settled(0.1, 1, 8) }, "shift 0.1 to 1 over 8 kimg once settled is out of range" },
        { new TrainingOptions { Shift = Schedule.Ramp(0.1, -1) }, "shift 0 to 0.1 over -1 kimg" },
        { new TrainingOptions { R1Gamma = Schedule.Settled(1, double.NaN, 8) }, "r1_gamma 1 to NaN" },
        { new TrainingOptions { AverageHalfLife = 0 }, "average_half_life 0" },
        { new TrainingOptions { AverageRamp = -1 }, "average_ramp -1" },
        { new TrainingOptions { StyleMixing = 1.1 }, "style_mixing 1.1" },
        { new TrainingOptions { StyleMixing = double.NaN }, "style_mixing NaN" },
        { new TrainingOptions { GradientPenaltyWeight = -1 }, "gradient_penalty_weight -1" },
        { new TrainingOptions { AverageDecay = 1 }, "average_decay 1" },
        { new TrainingOptions { AverageDecay = -0.1 }, "average_decay -0.1" },
        { new TrainingOptions { PathLengthWeight = -1 }, "path_length_weight -1" },
        { new TrainingOptions { PathLengthInterval = 0 }, "path_length_interval 0" },
        { new TrainingOptions { Augment = 1.1 }, "augment 1.1" },
        { new TrainingOptions { AugmentTarget = 0 }, "augment_target 0" },
        { new TrainingOptions { AugmentKimg = 0 }, "augment_kimg 0" },
        { new TrainingOptions { AugmentTarget = 0.6, Game = AdversarialGame.Wasserstein }, "set augment_target=null" },
        { new TrainingOptions { Network = new() { Resolution = 5 } }, "Resolution 5" },
        { new TrainingOptions { Growing = new() }, "StyleGan2 does not grow: set growing=null, or network.architecture=StyleGan1." },
        { new TrainingOptions { Network = TinyNetworks.StyleGan1(), Growing = new() { FirstSide = 16 } }, "growing.first_side 16" },
        {
            new TrainingOptions { Network = TinyNetworks.StyleGan1() with { Variant = GeneratorVariant.SharedMapping }, IndependentLatents = true },
            "network.variant=SharedMapping: set independent_latents=false"
        },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void A_value_out_of_range_is_named_with_what_to_give(TrainingOptions options, string named)
        => Should.Throw<UserErrorException>(options.Validate).Message.ShouldContain(named);

    [Fact]
    public void Silhouettes_are_compared_at_every_side_that_is_grown_through()
        => Should.Throw<UserErrorException>(SettingChanges.Apply(PublishedPresets.LsunBird, ["overlap_weight=1", "growing.batch_sizes={\"8\":1}"]).Validate)
            .Message.ShouldContain("a larger batch_size than 1");
}
