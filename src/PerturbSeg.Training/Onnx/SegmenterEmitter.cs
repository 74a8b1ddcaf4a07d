using PerturbSeg.Torch;
using PerturbSeg.Torch.Layers;
using PerturbSeg.Training.Networks;

namespace PerturbSeg.Training.Onnx;

/// <summary>Writes a <see cref="Segmenter"/> as a graph: <c>images</c> in; <c>logits</c> and <c>mask</c> = sigmoid(logits) out.</summary>
internal static class SegmenterEmitter
{
    /// <summary>Makes the graph.</summary>
    /// <param name="segmenter">The network; its running statistics are taken.</param>
    /// <param name="side">The side of the images, in pixels.</param>
    public static OnnxGraph Emit(Segmenter segmenter, int side)
    {
        var weights = new NetworkWeights(segmenter);
        var graph = new OnnxGraph("segmenter");
        string x = graph.Input("images", OnnxGraph.Batch, 3, side, side);
        var features = new List<string>();
        for (int level = 0; weights.Has($"down{level}a.weight"); level++)
        {
            if (level > 0)
                x = graph.Node("MaxPool", [x], OnnxAttribute.Of("kernel_shape", [2, 2]), OnnxAttribute.Of("strides", [2, 2]));
            x = Block(graph, weights.Part($"down{level}a"), x);
            x = Block(graph, weights.Part($"down{level}b"), x);
            features.Add(x);
        }

        for (int level = features.Count - 2; level >= 0; level--)
        {
            string joined = graph.Node("Concat", [OnnxResize.DoubleNearest(graph, x), features[level]], OnnxAttribute.Of("axis", 1));
            x = Block(graph, weights.Part($"up{level}"), joined);
        }

        string logits = graph.Node("Conv", [x, graph.Constant(weights["output.weight"]), graph.Constant(weights["output.bias"])]);
        graph.Output(logits, "logits", OnnxGraph.Batch, 1, side, side);
        graph.Output(graph.Node("Sigmoid", [logits]), "mask", OnnxGraph.Batch, 1, side, side);
        return graph;
    }

    // The normalisation is folded into the convolution: weight · s and shift − mean · s, with s = scale / √(variance + ε).
    private static string Block(OnnxGraph graph, NetworkWeights weights, string x)
    {
        using var scope = new TensorScope();
        using Autograd.Mode recording = Autograd.NoGradient();
        NetworkWeights normalization = weights.Part("normalization");
        Tensor scale = normalization["scale"] * (normalization["running_variance"] + BatchNorm2d.Epsilon).Rsqrt();
        string weight = graph.Constant(weights["weight"] * scale.Reshape(-1, 1, 1, 1));
        string bias = graph.Constant(normalization["shift"] - (normalization["running_mean"] * scale));
        return graph.Node("Relu", [graph.Node("Conv", [x, weight, bias], OnnxAttribute.Of("pads", [1, 1, 1, 1]))]);
    }
}
