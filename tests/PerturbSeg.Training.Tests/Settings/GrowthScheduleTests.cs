using PerturbSeg.Training.Networks;
using PerturbSeg.Training.Schedules;
using PerturbSeg.Training.Settings;

namespace PerturbSeg.Training.Tests.Settings;

public sealed class GrowthScheduleTests
{
    private const int Resolution = 128;

    // Published: 8 → 128, each side fading in over 600,000 photos and staying for as many.
    [Theory]
    [InlineData(0, 8, 1)]
    [InlineData(1_199_999, 8, 1)]
    [InlineData(1_200_000, 16, 1 / 600_000.0)]
    [InlineData(1_499_999, 16, 0.5)]
    [InlineData(1_799_998, 16, 599_999 / 600_000.0)]
    [InlineData(1_799_999, 16, 1)]
    [InlineData(2_399_999, 16, 1)]
    [InlineData(2_400_000, 32, 1 / 600_000.0)]
    [InlineData(3_600_000, 64, 1 / 600_000.0)]
    [InlineData(4_800_149, 128, 0.00025)]
    [InlineData(5_400_000, 128, 1)]
    [InlineData(6_000_000, 128, 1)]
    [InlineData(100_000_000, 128, 1)]
    public void The_published_schedule_has_each_side_in_its_turn(long imagesSeen, int side, double alpha)
        => new GrowthSchedule().At(imagesSeen, Resolution).ShouldBe(new Growth(side, alpha));

    [Fact]
    public void A_schedule_without_fading_has_new_sides_at_once()
    {
        var schedule = new GrowthSchedule { FadeImages = 0, StableImages = 10 };
        schedule.At(9, 16).ShouldBe(new Growth(8));
        schedule.At(10, 16).ShouldBe(new Growth(16));
    }

    [Fact]
    public void A_schedule_that_begins_at_the_last_side_never_fades()
        => new GrowthSchedule { FirstSide = 16, FadeImages = 10, StableImages = 0 }.At(15, 16).ShouldBe(new Growth(16));

    [Fact]
    public void Sides_that_are_named_have_their_own_batches_and_rates()
    {
        TrainingOptions options = new()
        {
            BatchSize = 16,
            LearningRate = 1e-3,
            Growing = new GrowthSchedule { BatchSizes = new Dictionary<int, int> { [8] = 256 }, LearningRates = new Dictionary<int, double> { [128] = 1.5e-3 } },
        };
        (options.BatchSizeAt(8), options.BatchSizeAt(128)).ShouldBe((256, 16));
        (options.LearningRateAt(8, TrainingProgress.Beginning), options.LearningRateAt(128, TrainingProgress.Beginning)).ShouldBe((1e-3, 1.5e-3));
    }

    [Fact]
    public void A_schedule_comes_back_from_json()
    {
        TrainingOptions options = new()
        {
            Growing = new GrowthSchedule
            {
                FirstSide = 16,
                FadeImages = 5,
                StableImages = 7,
                BatchSizes = new Dictionary<int, int> { [16] = 9 },
                LearningRates = new Dictionary<int, double> { [32] = 0.01 },
            },
        };
        GrowthSchedule read = TrainingOptions.FromJson(options.ToJson()).Growing!;
        (read.FirstSide, read.FadeImages, read.StableImages).ShouldBe((16, 5L, 7L));
        read.BatchSizes.ShouldBe(options.Growing.BatchSizes);
        read.LearningRates.ShouldBe(options.Growing.LearningRates);
    }

    public static TheoryData<GrowthSchedule, string> Wrong => new()
    {
        { new GrowthSchedule { FirstSide = 4 }, "growing.first_side 4 is out of range: give a power of two from 8 to the resolution 128." },
        { new GrowthSchedule { FirstSide = 12 }, "growing.first_side 12" },
        { new GrowthSchedule { FirstSide = 256 }, "growing.first_side 256" },
        { new GrowthSchedule { FadeImages = -1 }, "growing.fade_images -1" },
        { new GrowthSchedule { StableImages = -1 }, "growing.stable_images -1" },
        { new GrowthSchedule { FadeImages = 0, StableImages = 0 }, "not 0 twice" },
        { new GrowthSchedule { BatchSizes = new Dictionary<int, int> { [8] = 0 } }, "growing.batch_sizes 0 at side 8" },
        { new GrowthSchedule { BatchSizes = new Dictionary<int, int> { [48] = 8 } }, "side 48" },
        { new GrowthSchedule { BatchSizes = new Dictionary<int, int> { [16] = 5000 } }, "growing.batch_sizes 5000 at side 16" },
        { new GrowthSchedule { LearningRates = new Dictionary<int, double> { [8] = 0 } }, "growing.learning_rates 0 at side 8" },
        { new GrowthSchedule { LearningRates = new Dictionary<int, double> { [8] = double.NaN } }, "growing.learning_rates NaN at side 8" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void A_value_out_of_range_is_named_with_what_to_give(GrowthSchedule schedule, string told)
        => Should.Throw<UserErrorException>(() => schedule.Validate(Resolution)).Message.ShouldContain(told);
}
