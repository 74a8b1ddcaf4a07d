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

    private static async Task<(int Code, string Error)> RunWithoutLibTorch(params string[] arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "PerturbSeg.Cli"), arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["PERTURBSEG_LIBTORCH"] = "/no/such/place";
        using Process process = Process.Start(start)!;
        string error = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, error);
    }
}
