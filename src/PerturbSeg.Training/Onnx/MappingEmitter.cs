using PerturbSeg.Training.Networks;

namespace PerturbSeg.Training.Onnx;

/// <summary>Writes a <see cref="MappingNetwork"/>: latents z to styles w.</summary>
internal static class MappingEmitter
{
    /// <summary>Adds the network.</summary>
    /// <param name="graph">Gets the nodes.</param>
    /// <param name="weights">Those of the network.</param>
    /// <param name="latents">z, [N, latentSize].</param>
    /// <param name="options">Its depth and gain.</param>
    /// <returns>w, [N, latentSize].</returns>
    public static string Emit(OnnxGraph graph, NetworkWeights weights, string latents, NetworkOptions options)
    {
        string meanSquare = graph.Node("ReduceMean", [graph.Node("Mul", [latents, latents])], OnnxAttribute.Of("axes", [1]));
        string length = graph.Node("Sqrt", [graph.Node("Add", [meanSquare, graph.Number(1e-8f)])]);
        string x = graph.Node("Div", [latents, length]);
        for (int layer = 0; layer < options.MappingDepth; layer++)
        {
            x = EqualizedLinearEmitter.Emit(
                graph, weights.Part($"{layer}"), x, MappingNetwork.LearningRateFactor, options.MappingGain);
            x = graph.Node("LeakyRelu", [x], OnnxAttribute.Of("alpha", 0.2f));
        }

        return x;
    }
}
