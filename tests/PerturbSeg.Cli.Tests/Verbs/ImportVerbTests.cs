namespace PerturbSeg.Cli.Tests.Verbs;

public sealed class ImportVerbTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("perturbseg-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("none.model", "cannot be read")]
    [InlineData("photo.model", "it is neither a zip nor a pickle")]
    public async Task A_file_that_cannot_be_imported_is_told_with_exit_code_2_and_leaves_no_run(string name, string told)
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "photo.model"), "a photo, say", TestContext.Current.CancellationToken);
        string run = Path.Combine(_folder, "run");
        CommandLineRun result = await CommandLineRun.Of("import", Path.Combine(_folder, name), "--out", run);
        result.ExitCode.ShouldBe(2);
        result.Error.ShouldContain(told);
        result.Error.ShouldContain(name);
        result.Output.ShouldBeEmpty();
        Directory.Exists(run).ShouldBeFalse();
    }

    [Fact]
    public async Task A_preset_that_was_not_published_is_refused()
    {
        CommandLineRun result = await CommandLineRun.Of("import", "file.model", "--out", "run", "--preset", "small");
        result.ExitCode.ShouldBe(2);
        result.Error.ShouldContain("small");
    }
}
