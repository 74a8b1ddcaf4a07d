using System.Diagnostics;

namespace PerturbSeg.Cli.Tests;

public sealed class LibTorchTests
{
    [Fact]
    public async Task A_folder_without_libtorch_ends_the_command_with_2_and_one_sentence()
    {
        (int code, string error) = await RunWithoutLibTorch("mask-quality", "--run", "none", "--threads", "1");
        code.ShouldBe(2);
        error.ShouldStartWith("PERTURBSEG_LIBTORCH is '/no/such/place', which has no lib/");
        error.Trim().Split('\n').Length.ShouldBe(1);
    }

    [Fact]
    public async Task Segmenting_with_a_segmenter_needs_no_libtorch()
    {
        string root = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "..")), masks = Directory.CreateTempSubdirectory().FullName;
        try
        {
            (int code, string error) = await RunWithoutLibTorch(
                "segment", "--run", Path.Combine(root, "models", "fish-32"), Path.Combine(root, "docs", "results", "fish-scenes.png"), "--out", masks);
            code.ShouldBe(0, error);
            File.Exists(Path.Combine(masks, "fish-scenes-mask.png")).ShouldBeTrue();
        }
        finally
        {
            Directory.Delete(masks, recursive: true);
        }
    }

    [Theory]
    [InlineData(null, "30000")]
    [InlineData("7", "7")]
    public async Task Threads_wait_for_one_another_more_shortly_than_libgomp_has_them_unless_the_user_says_how_long(string? asked, string taken)
    {
        (int code, string error) = await Run([("OMP_DISPLAY_ENV", "verbose"), ("GOMP_SPINCOUNT", asked)], "mask-quality", "--run", "none", "--threads", "1");
        code.ShouldBe(2);
        error.ShouldContain($"GOMP_SPINCOUNT = '{taken}'");
    }

    private static Task<(int Code, string Error)> RunWithoutLibTorch(params string[] arguments) => Run([("PERTURBSEG_LIBTORCH", "/no/such/place")], arguments);

    private static async Task<(int Code, string Error)> Run((string Name, string? Value)[] variables, params string[] arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "PerturbSeg.Cli"), arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string name, string? value) in variables)
            start.Environment[name] = value;
        using Process process = Process.Start(start)!;
        string error = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, error);
    }
}
