using System.Text.Json;
using System.Text.Json.Nodes;
using PerturbSeg.Training.Schedules;
using PerturbSeg.Training.Settings;

namespace PerturbSeg.Training.Tests.Schedules;

public sealed class ScheduleTests
{
    private static readonly Schedule Fading = new() { From = 1, To = 0.2, StartKimg = 10, OverKimg = 20, Curve = ScheduleCurve.Linear };

    [Theory]
    [InlineData(0, 1)]
    [InlineData(10_000, 1)]
    [InlineData(15_000, 0.8)]
    [InlineData(20_000, 0.6)]
    [InlineData(30_000, 0.2)]
    [InlineData(1_000_000, 0.2)]
    public void A_value_goes_evenly_from_one_to_the_other(long images, double value)
        => Fading.At(new TrainingProgress(images)).ShouldBe(value, 1e-12);

    [Theory]
    [InlineData(10_000, 1)]
    [InlineData(15_000, 1 - (0.8 * 0.1464466094067262))]
    [InlineData(20_000, 0.6)]
    [InlineData(30_000, 0.2)]
    public void A_cosine_is_slow_at_both_ends(long images, double value)
        => (Fading with { Curve = ScheduleCurve.Cosine }).At(new TrainingProgress(images)).ShouldBe(value, 1e-12);

    [Fact]
    public void A_change_that_waits_for_the_split_counts_from_where_it_settled()
    {
        Schedule waiting = Fading with { OnceSettled = true };
        waiting.At(new TrainingProgress(1_000_000)).ShouldBe(1);
        waiting.At(new TrainingProgress(20_000, SettledAt: 8_000)).ShouldBe(0.92, 1e-12);
        waiting.At(new TrainingProgress(38_000, SettledAt: 8_000)).ShouldBe(0.2);
    }

    [Fact]
    public void A_change_over_nothing_is_at_once()
        => new[] { 9_999L, 10_000 }.Select(images => (Fading with { OverKimg = 0 }).At(new TrainingProgress(images))).ShouldBe([1, 0.2]);

    [Fact]
    public void A_constant_is_a_number_in_json_and_a_change_an_object()
    {
        Write(0.125).ShouldBe("0.125");
        Read("0.125").ShouldBe(0.125);
        Read(Write(Fading)).ShouldBe(Fading);
        Read("""{"from": 1, "to": 0.05, "once_settled": true, "over_kimg": 16}""").ShouldBe(Schedule.Settled(1, 0.05, 16));
    }

    [Theory]
    [InlineData("\"fast\"")]
    [InlineData("null")]
    [InlineData("{\"from\": 1}")]
    [InlineData("{\"from\": 1, \"to\": 2, \"until\": 3}")]
    [InlineData("{\"from\": 1, \"to\": 2, \"curve\": \"steep\"}")]
    public void What_is_neither_is_refused(string json)
        => Should.Throw<JsonException>(() => TrainingOptions.FromJson($"{{\"shift\": {json}}}"));

    [Fact]
    public void Its_words_say_the_course()
    {
        ((Schedule)0.5).ToString().ShouldBe("0.5");
        Fading.ToString().ShouldBe("1 to 0.2 over 20 kimg from 10 kimg on");
        Schedule.Settled(1, 0, 8).ToString().ShouldBe("1 to 0 over 8 kimg once settled");
    }

    private static string Write(Schedule schedule)
        => JsonNode.Parse((new TrainingOptions() with { Shift = schedule }).ToJson())!["shift"]!.ToJsonString();

    private static Schedule Read(string json) => TrainingOptions.FromJson($"{{\"shift\": {json}}}").Shift;
}
