using PerturbSeg.Torch;
using PerturbSeg.Training.Networks;
using PerturbSeg.Training.Networks.StyleGan2;
using PerturbSeg.Training.Scenes;

namespace PerturbSeg.Training.Onnx;

/// <summary>Writes a <see cref="StyleGan2Synthesis"/> without noise, painting from one style for the whole picture.</summary>
/// <param name="graph">Gets the nodes.</param>
/// <param name="wrapped">The axes that wrap around.</param>
internal sealed class StyleGan2Emitter(OnnxGraph graph, WrappedAxes wrapped)
{
    private static readonly double Gain = Math.Sqrt(2);
    private static readonly long[] KernelPixels = [2, 3];

    /// <summary>Adds the network.</summary>
    /// <param name="weights">Those of the network.</param>
    /// <param name="style">w, [N, styleSize].</param>
    /// <param name="resolution">The side of the pictures, in pixels.</param>
    /// <returns>[N, outputs, resolution, resolution].</returns>
    public string Emit(NetworkWeights weights, string style, int resolution)
    {
        string x = Styled(weights.Part("first"), Start(weights, style), style, SynthesisNetwork.StartSide);
        string image = Paint(weights, x, style, SynthesisNetwork.StartSide);
        for (int side = 2 * SynthesisNetwork.StartSide; side <= resolution; side *= 2)
        {
            x = Styled(weights.Part($"up{side}"), OnnxResize.DoubleNearest(graph, x), style, side);
            x = Styled(weights.Part($"same{side}"), x, style, side);
            image = graph.Node("Add", [Enlarge(image, side / 2), Paint(weights, x, style, side)]);
        }

        return image;
    }

    // A constant start is spread over the batch by the first modulation.
    private string Start(NetworkWeights weights, string style)
    {
        Tensor start = weights["start"];
        string constant = graph.Constant(start);
        if (!weights.Has("styled_start.weight"))
            return constant;
        string painted = EqualizedLinearEmitter.Emit(graph, weights.Part("styled_start"), style);
        return graph.Node("Add", [constant, graph.Node("Reshape", [painted, graph.Indices([-1, .. start.Shape[1..]])])]);
    }

    private string Paint(NetworkWeights weights, string x, string style, int side)
    {
        string painted = Modulated(weights.Part($"output{side}"), x, style, side, out _);
        return graph.Node("Add", [painted, graph.Constant(weights[$"output{side}_bias"])]);
    }

    private string Styled(NetworkWeights weights, string x, string style, int side)
    {
        using var scope = new TensorScope();
        using Autograd.Mode recording = Autograd.NoGradient();
        NetworkWeights convolution = weights.Part("convolution");
        string y = Modulated(convolution, x, style, side, out string scale);
        string factor = graph.Node("Div", [graph.Number((float)Gain), Length(convolution, scale)]);
        string shifted = graph.Node("Add", [graph.Node("Mul", [y, factor]), graph.Constant(weights["bias"] * Gain)]);
        return graph.Node("LeakyRelu", [shifted], OnnxAttribute.Of("alpha", 0.2f));
    }

    private string Modulated(NetworkWeights weights, string x, string style, int side, out string scale)
    {
        using var scope = new TensorScope();
        using Autograd.Mode recording = Autograd.NoGradient();
        Tensor weight = Scaled(weights);
        scale = EqualizedLinearEmitter.Emit(graph, weights.Part("style"), style); // [N, inputs]
        string modulated = graph.Node("Mul", [x, graph.Node("Reshape", [scale, graph.Indices(-1, weight.Shape[1], 1, 1)])]);
        long padding = weight.Shape[3] / 2;
        if (padding > 0)
            modulated = Wrap(modulated, padding, side);
        long beside = wrapped.HasFlag(WrappedAxes.X) ? 0 : padding, above = wrapped.HasFlag(WrappedAxes.Y) ? 0 : padding;
        return graph.Node("Conv", [modulated, graph.Constant(weight)], OnnxAttribute.Of("pads", [above, beside, above, beside]));
    }

    /// <summary>What demodulation divides by: √(Σ (scale · weight)² + ε), [N, outputs, 1, 1].</summary>
    private string Length(NetworkWeights weights, string scale)
    {
        Tensor weight = Scaled(weights);
        string squares = graph.Constant(weight.Square().Sum(KernelPixels).Transpose(0, 1)); // [inputs, outputs]
        string sum = graph.Node("MatMul", [graph.Node("Mul", [scale, scale]), squares]);
        string length = graph.Node("Sqrt", [graph.Node("Add", [sum, graph.Number(1e-8f)])]);
        return graph.Node("Reshape", [length, graph.Indices(-1, weight.Shape[0], 1, 1)]);
    }

    private static Tensor Scaled(NetworkWeights weights)
    {
        Tensor weight = weights["weight"];
        return weight * (1 / Math.Sqrt(weight.Count / weight.Shape[0]));
    }

    // Where an image goes around, so many pixels of the opposite edge beside each edge.
    private string Wrap(string x, long count, int side)
    {
        foreach (int dimension in WrappedDimensions)
            x = graph.Node("Concat", [graph.Slice(x, dimension, side - count, side), x, graph.Slice(x, dimension, 0, count)], OnnxAttribute.Of("axis", dimension));
        return x;
    }

    private string Enlarge(string image, int side)
        => WrappedDimensions.Aggregate(OnnxResize.DoubleBilinear(graph, Wrap(image, 1, side)), (enlarged, dimension) => graph.Slice(enlarged, dimension, 2, (2 * side) + 2));

    private IEnumerable<int> WrappedDimensions
    {
        get
        {
            if (wrapped.HasFlag(WrappedAxes.X))
                yield return 3;
            if (wrapped.HasFlag(WrappedAxes.Y))
                yield return 2;
        }
    }
}
