using System.Diagnostics;

namespace PerturbSeg.Cli.Tests;

public sealed class LibTorchTests
{
    [Fact]
    public async Task A_folder_without_libtorch_ends_the_command_with_2_and_one_sentence()
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "PerturbSeg.Cli"), ["mask-quality", "--run", "none", "--threads", "1"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["PERTURBSEG_LIBTORCH"] = "/no/such/place";
        using Process process = Process.Start(start)!;
        string error = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        process.ExitCode.ShouldBe(2);
        error.ShouldStartWith("PERTURBSEG_LIBTORCH is '/no/such/place', which has no lib/");
        error.Trim().Split('\n').Length.ShouldBe(1);
    }
}
