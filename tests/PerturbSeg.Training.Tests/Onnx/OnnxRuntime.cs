using Microsoft.ML.OnnxRuntime;
using PerturbSeg.Torch;

namespace PerturbSeg.Training.Tests.Onnx;

/// <summary>ONNX Runtime, which knows nothing of ours but the file.</summary>
internal static class OnnxRuntime
{
    /// <summary>Runs a network once, on one thread.</summary>
    /// <param name="model">The ONNX file.</param>
    /// <param name="inputs">Values of float32 by name.</param>
    /// <returns>The outputs by name, owned by the open scope.</returns>
    public static Dictionary<string, Tensor> Run(string model, params (string Name, Tensor Value)[] inputs)
    {
        using var options = new SessionOptions
        {
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR, IntraOpNumThreads = 1, InterOpNumThreads = 1,
        };
        using var session = new InferenceSession(model, options);
        using var run = new RunOptions();
        OrtValue[] values = [.. inputs.Select(input => OrtValue.CreateTensorValueFromMemory(input.Value.ToArray<float>(), input.Value.Shape.ToArray()))];
        try
        {
            using IDisposableReadOnlyCollection<OrtValue> outputs = session.Run(run, [.. inputs.Select(input => input.Name)], values, session.OutputNames);
            return session.OutputNames.Zip(outputs).ToDictionary(output => output.First, output => ToTensor(output.Second));
        }
        finally
        {
            Array.ForEach(values, value => value.Dispose());
        }
    }

    private static Tensor ToTensor(OrtValue value) => Tensor.From<float>(value.GetTensorDataAsSpan<float>(), value.GetTensorTypeAndShape().Shape);
}
