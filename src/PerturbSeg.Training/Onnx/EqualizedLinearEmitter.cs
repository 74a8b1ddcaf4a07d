using PerturbSeg.Torch;
using PerturbSeg.Torch.Layers;

namespace PerturbSeg.Training.Onnx;

/// <summary>Writes an <see cref="EqualizedLinear"/> layer, its gains folded into the weights.</summary>
internal static class EqualizedLinearEmitter
{
    /// <summary>Adds the layer.</summary>
    /// <param name="graph">Gets the node.</param>
    /// <param name="weights">Those of the layer.</param>
    /// <param name="x">[N, inputs].</param>
    /// <param name="learningRateFactor">As the layer was made with.</param>
    /// <param name="weightGain">Likewise.</param>
    /// <returns>[N, outputs].</returns>
    public static string Emit(OnnxGraph graph, NetworkWeights weights, string x, double learningRateFactor = 1, double weightGain = 1)
    {
        using var scope = new TensorScope();
        using Autograd.Mode recording = Autograd.NoGradient();
        Tensor weight = weights["weight"];
        string scaled = graph.Constant(weight * (weightGain * learningRateFactor / Math.Sqrt(weight.Shape[1])));
        string bias = graph.Constant(weights["bias"] * learningRateFactor);
        return graph.Node("Gemm", [x, scaled, bias], OnnxAttribute.Of("transB", 1));
    }
}
