using PerturbSeg.Torch;
using PerturbSeg.Torch.Operators;
using PerturbSeg.Training.Networks;
using PerturbSeg.Training.Scenes;

namespace PerturbSeg.Training.Onnx;

/// <summary>
/// Writes a <see cref="LayeredGenerator"/> of the StyleGan2 architecture without noise: latents in; <c>background</c>, <c>foreground</c>
/// and <c>mask</c> out.
/// </summary>
internal static class GeneratorEmitter
{
    /// <summary>The input of a generator whose layers share the mapping network, or everything.</summary>
    public const string Latents = "latents";

    /// <summary>The first input of two generators.</summary>
    public const string BackgroundLatents = "background_latents";

    /// <summary>The second input of two generators; the same latents where the two were trained with shared ones.</summary>
    public const string ForegroundLatents = "foreground_latents";

    /// <summary>Makes the graph.</summary>
    /// <param name="generator">The network.</param>
    /// <exception cref="UserErrorException">The generator is of another architecture.</exception>
    public static OnnxGraph Emit(LayeredGenerator generator)
    {
        NetworkOptions options = generator.Options;
        if (options.Architecture != Architecture.StyleGan2)
        {
            throw new UserErrorException(
                $"Generators of {options.Architecture} cannot be written as ONNX, those of {Architecture.StyleGan2} can: name a run of such a preset, or give --what segmenter.");
        }

        var weights = new NetworkWeights(generator);
        var graph = new OnnxGraph("generator");
        (string behind, string front) = options.Variant == GeneratorVariant.OneGenerator
            ? OneTower(graph, weights, options)
            : TwoTowers(graph, weights, options);
        long side = options.Resolution;
        graph.Output(behind, "background", OnnxGraph.Batch, 3, side, side);
        graph.Output(graph.Slice(front, 1, 0, 3), "foreground", OnnxGraph.Batch, 3, side, side);
        string logits = graph.Slice(front, 1, 3, 4);
        if (weights.Has("mask_centre"))
            logits = graph.Node("Add", [logits, Centre(graph, weights, side)]);
        graph.Output(graph.Node("Sigmoid", [logits]), "mask", OnnxGraph.Batch, 1, side, side);
        return graph;
    }

    private static (string Behind, string Front) OneTower(OnnxGraph graph, NetworkWeights weights, NetworkOptions options)
    {
        string painted = Paint(graph, weights.Part("layers"), Style(graph, weights.Part("mapping"), Latents, options), options, WrappedAxes.None);
        return (graph.Slice(painted, 1, 0, 3), graph.Slice(painted, 1, 3, 7));
    }

    private static (string Behind, string Front) TwoTowers(OnnxGraph graph, NetworkWeights weights, NetworkOptions options)
    {
        string behind, front;
        if (options.Variant == GeneratorVariant.SharedMapping)
        {
            behind = front = Style(graph, weights.Part("mapping"), Latents, options);
        }
        else
        {
            behind = Style(graph, weights.Part("background_mapping"), BackgroundLatents, options);
            front = Style(graph, weights.Part("foreground_mapping"), ForegroundLatents, options);
        }

        return (Paint(graph, weights.Part("background"), behind, options, options.WrappedAxes),
            Paint(graph, weights.Part("foreground"), front, options, WrappedAxes.None));
    }

    private static string Style(OnnxGraph graph, NetworkWeights weights, string input, NetworkOptions options)
        => MappingEmitter.Emit(graph, weights, graph.Input(input, OnnxGraph.Batch, options.LatentSize), options);

    private static string Paint(OnnxGraph graph, NetworkWeights weights, string style, NetworkOptions options, WrappedAxes wrapped)
        => new StyleGan2Emitter(graph, wrapped).Emit(weights, style, options.Resolution);

    private static string Centre(OnnxGraph graph, NetworkWeights weights, long side)
    {
        using var scope = new TensorScope();
        using Autograd.Mode recording = Autograd.NoGradient();
        return graph.Constant(Resampling.ResizeBilinear(weights["mask_centre"], side, side));
    }
}
