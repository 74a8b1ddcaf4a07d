using System.Diagnostics;
using System.Text.Json;

namespace PerturbSeg.Tests;

/// <summary>A script for node in a process of its own. <c>./test</c> installs its packages, in the versions of its folder, where npm can.</summary>
internal static class NodeProgram
{
    /// <summary>Runs a script; the test is skipped where its packages are not installed.</summary>
    /// <param name="folder">Its folder in <c>tests</c>.</param>
    /// <param name="package">The package that it needs.</param>
    /// <param name="script">The script's file.</param>
    /// <param name="request">What it reads, as JSON.</param>
    /// <returns>What it wrote, from JSON.</returns>
    public static TAnswer Run<TAnswer>(string folder, string package, string script, object request)
    {
        string? installed = Find(folder, package);
        Assert.SkipWhen(installed is null, $"{package} is not installed: run ./test on a machine with node and npm.");
        var start = new ProcessStartInfo("node", [Path.Combine(installed!, script)])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        process.StandardInput.Write(JsonSerializer.Serialize(request, JsonSerializerOptions.Web));
        process.StandardInput.Close();
        process.WaitForExit();
        process.ExitCode.ShouldBe(0, error.Result);
        return JsonSerializer.Deserialize<TAnswer>(output.Result, JsonSerializerOptions.Web)!;
    }

    // Under artifacts, which holds the tests too.
    private static string? Find(string name, string package)
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string candidate = Path.Combine(folder.FullName, name);
            if (Directory.Exists(Path.Combine(candidate, "node_modules", package)))
                return candidate;
        }

        return null;
    }
}
