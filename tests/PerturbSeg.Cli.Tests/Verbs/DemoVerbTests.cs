namespace PerturbSeg.Cli.Tests.Verbs;

public sealed class DemoVerbTests
{
    [Theory]
    [InlineData("0")]
    [InlineData("NaN")]
    [InlineData("1E+300")]
    public async Task Minutes_that_no_training_can_have_are_told_with_the_range(string minutes)
    {
        string folder = Path.Combine(Path.GetTempPath(), $"perturbseg-{Guid.NewGuid()}");
        CommandLineRun run = await CommandLineRun.Of("demo", "--out", folder, "--minutes", minutes);
        run.ExitCode.ShouldBe(2);
        run.Error.Trim().ShouldBe($"--minutes {minutes} is out of range: give a number above 0, at most 10000000.");
        Directory.Exists(folder).ShouldBeFalse();
    }
}
