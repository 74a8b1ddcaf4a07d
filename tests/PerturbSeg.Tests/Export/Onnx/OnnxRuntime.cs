using System.Diagnostics;
using System.Text.Json;
using PerturbSeg.Torch;

namespace PerturbSeg.Tests.Export.Onnx;

/// <summary>
/// onnxruntime-node in a process of its own. <c>./test</c> installs it, in the version of <c>tests/onnxruntime</c>, where npm can.
/// </summary>
internal static class OnnxRuntime
{
    /// <summary>Runs a network; the test is skipped where there is no runtime.</summary>
    /// <param name="model">The ONNX file.</param>
    /// <param name="inputs">Values of float32 by name.</param>
    /// <returns>The outputs by name, owned by the open scope.</returns>
    public static Dictionary<string, Tensor> Run(string model, params (string Name, Tensor Value)[] inputs)
    {
        string? folder = Folder();
        Assert.SkipWhen(folder is null, "onnxruntime-node is not installed: run ./test on a machine with node and npm.");
        var request = new
        {
            model,
            inputs = inputs.ToDictionary(input => input.Name, input => new Values(input.Value.Shape.ToArray(), input.Value.ToArray<float>())),
        };
        var start = new ProcessStartInfo("node", [Path.Combine(folder!, "run.mjs")])
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
        return JsonSerializer.Deserialize<Dictionary<string, Values>>(output.Result, JsonSerializerOptions.Web)!
            .ToDictionary(entry => entry.Key, entry => Tensor.From<float>(entry.Value.Data, entry.Value.Dims));
    }

    private static string? Folder()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string candidate = Path.Combine(folder.FullName, "onnxruntime");
            if (Directory.Exists(Path.Combine(candidate, "node_modules", "onnxruntime-node")))
                return candidate;
        }

        return null;
    }

    private sealed record Values(long[] Dims, float[] Data);
}
