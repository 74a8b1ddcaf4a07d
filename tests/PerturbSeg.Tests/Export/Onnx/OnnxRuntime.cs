using PerturbSeg.Torch;

namespace PerturbSeg.Tests.Export.Onnx;

/// <summary>onnxruntime-node in a process of its own.</summary>
internal static class OnnxRuntime
{
    /// <summary>Runs a network; the test is skipped where there is no runtime.</summary>
    /// <param name="model">The ONNX file.</param>
    /// <param name="inputs">Values of float32 by name.</param>
    /// <returns>The outputs by name, owned by the open scope.</returns>
    public static Dictionary<string, Tensor> Run(string model, params (string Name, Tensor Value)[] inputs)
    {
        var request = new
        {
            model,
            inputs = inputs.ToDictionary(input => input.Name, input => new Values(input.Value.Shape.ToArray(), input.Value.ToArray<float>())),
        };
        return NodeProgram.Run<Dictionary<string, Values>>("onnxruntime", "onnxruntime-node", "run.mjs", request)
            .ToDictionary(entry => entry.Key, entry => Tensor.From<float>(entry.Value.Data, entry.Value.Dims));
    }

    private sealed record Values(long[] Dims, float[] Data);
}
