namespace PerturbSeg.Cli.Tests;

public sealed class ProgressTests
{
    [Theory]
    [InlineData(30, 90, null, "30 of 90 photos, 15 photos/s, 4 s left")]
    [InlineData(1, 1000, "2 skipped", "1 of 1000 photos, 0.5 photos/s, 33 min 18 s left, 2 skipped")]
    [InlineData(90, 90, null, "90 of 90 photos, 45 photos/s")]
    [InlineData(5, 0, null, "5 photos, 2.5 photos/s")]
    [InlineData(0, 9, null, "0 of 9 photos")]
    public void A_line_says_count_rate_and_time_left(long done, long total, string? note, string expected)
        => Progress.Describe(new WorkProgress(done, total, note), "photos", TimeSpan.FromSeconds(2)).ShouldBe(expected);

    [Fact]
    public void Work_that_goes_on_is_not_credited_with_what_was_done_before()
        => Progress.Describe(new WorkProgress(120, 140), "images", TimeSpan.FromSeconds(2), before: 100)
            .ShouldBe("120 of 140 images, 10 images/s, 2 s left");

    [Fact]
    public void The_pace_is_that_of_what_is_done_now()
    {
        var pace = new Progress.Pace();
        pace.Report(100);
        pace.Report(140);
        pace.Before.ShouldBe(100);
        pace.Report(2); // another attempt
        pace.Before.ShouldBe(2);
        pace.Report(9);
        pace.Before.ShouldBe(2);
        pace.Elapsed.ShouldBeGreaterThan(TimeSpan.Zero);
    }

    [Fact]
    public void Short_work_off_a_terminal_prints_nothing()
    {
        using var error = new StringWriter();
        Progress.Show(error, "Packing", "photos", progress =>
        {
            progress.Report(new WorkProgress(1, 2));
            return 7;
        }).ShouldBe(7);
        error.ToString().ShouldBeEmpty();
    }
}
