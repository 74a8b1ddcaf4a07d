namespace PerturbSeg.Cli.Tests;

public sealed class CommandLineTests
{
    [Fact]
    public async Task Help_names_every_verb()
    {
        CommandLineRun run = await CommandLineRun.Of("--help");
        run.ExitCode.ShouldBe(0);
        run.Error.ShouldBeEmpty();
        run.Output.ShouldContain("perturbseg [command]");
        string[] verbs = ["learn", "demo", "pack", "train", "fit", "segment", "report", "serve", "evaluate", "mask-quality", "score", "ablate", "generate", "export", "inspect", "import", "merge"];
        string[] lines = [.. run.Output.Split('\n').Select(line => line.Trim())];
        foreach (string verb in verbs)
            lines.Count(line => line == verb || line.StartsWith($"{verb} ", StringComparison.Ordinal)).ShouldBe(1, verb);
    }

    [Theory]
    [InlineData]
    [InlineData("fly")]
    [InlineData("pack")]
    [InlineData("pack", "photos", "--resolution", "32", "--out", "set", "--fit", "fold")]
    [InlineData("inspect", "a", "b")]
    public async Task Wrong_usage_exits_with_2_and_points_to_the_help(params string[] arguments)
    {
        CommandLineRun run = await CommandLineRun.Of(arguments);
        run.ExitCode.ShouldBe(2);
        run.Output.ShouldBeEmpty();
        run.Error.ShouldContain("--help");
    }

    [Theory]
    [InlineData("train", "--data", "set", "--out", "run", "--kimg", "0,1")]
    [InlineData("train", "--data", "set", "--out", "run", "--kimg", "1", "--min-mask", "0,2")]
    [InlineData("learn", "photos", "--out", "learnt", "--minutes", "1,5")]
    [InlineData("pack", "photos", "--resolution", "32", "--out", "set", "--limit", "1,000")]
    public async Task A_comma_in_a_number_is_refused_since_it_may_mean_two(params string[] arguments)
    {
        CommandLineRun run = await CommandLineRun.Of(arguments);
        run.ExitCode.ShouldBe(2);
        run.Output.ShouldBeEmpty();
        run.Error.TrimEnd().Split('\n').ShouldHaveSingleItem().ShouldContain($"{arguments[^2]} {arguments[^1]} may mean two numbers");
    }

    [Theory]
    [InlineData("fit --run run --steps 1e3", "--steps 1e3 is no whole number up to 2147483647: give one, such as 1000.")]
    [InlineData("pack photos --out set --resolution many", "--resolution many is no whole number up to 2147483647: give one, such as 1000.")]
    [InlineData("train --data set --out run --seed -1", "--seed -1 is no whole number from 0 to 18446744073709551615: give one, such as 1.")]
    [InlineData("train --data set --out run --kimg much", "--kimg much is no number: give one, such as 0.5.")]
    [InlineData("ablate --out study --data ", "--data '' names nothing: give a value, or see whether its variable was set.")]
    [InlineData("segment --run run --out masks ", "<photo> '' names nothing: give a value, or see whether its variable was set.")]
    public async Task A_value_that_is_none_is_told_in_a_sentence(string line, string told)
    {
        CommandLineRun run = await CommandLineRun.Of(line.Split(' '));
        (run.ExitCode, run.Output, run.Error.TrimEnd()).ShouldBe((2, string.Empty, told));
    }

    [Fact]
    public async Task A_photo_may_be_called_by_an_at_sign()
    {
        CommandLineRun run = await CommandLineRun.Of("pack", "@user.jpg", "--resolution", "32", "--out", "set");
        run.ExitCode.ShouldBe(2);
        run.Error.ShouldContain("'@user.jpg'"); // and not: no response file
    }

    [Fact]
    public void A_user_error_is_one_sentence_and_exit_code_2()
    {
        using var error = new StringWriter();
        CommandLine.Explain(new UserErrorException("Mend it."), stopped: false, trace: false, error).ShouldBe(2);
        error.ToString().ShouldBe("Mend it." + Environment.NewLine);
    }

    [Fact]
    public void Another_failure_is_exit_code_1_and_a_trace_only_when_asked_for()
    {
        using var plain = new StringWriter();
        CommandLine.Explain(new IOException("No space left on device."), stopped: false, trace: false, plain).ShouldBe(1);
        plain.ToString().ShouldContain("No space left on device");
        plain.ToString().ShouldNotContain(nameof(IOException));
        using var traced = new StringWriter();
        CommandLine.Explain(new IOException("No space left on device."), stopped: false, trace: true, traced).ShouldBe(1);
        traced.ToString().ShouldContain(nameof(IOException));
    }

    [Fact]
    public void Stopping_is_exit_code_1_without_a_trace()
    {
        using var error = new StringWriter();
        CommandLine.Explain(new OperationCanceledException(), stopped: true, trace: false, error).ShouldBe(1);
        error.ToString().ShouldBe("Stopped." + Environment.NewLine);
    }
}
