namespace PerturbSeg.Training.Onnx;

/// <summary>Enlargements of [N, C, H, W] images to [N, C, 2H, 2W], as <see cref="PerturbSeg.Torch.Operators.Resampling"/> has them.</summary>
internal static class OnnxResize
{
    /// <summary>Each pixel four times.</summary>
    public static string DoubleNearest(OnnxGraph graph, string x) => Double(graph, x, "nearest", "asymmetric");

    /// <summary>Bilinear, pixel centres at half positions.</summary>
    public static string DoubleBilinear(OnnxGraph graph, string x) => Double(graph, x, "linear", "half_pixel");

    // The second input, a region of interest, belongs to another mode.
    private static string Double(OnnxGraph graph, string x, string mode, string coordinates) => graph.Node(
        "Resize",
        [x, string.Empty, graph.Factors(1, 1, 2, 2)],
        OnnxAttribute.Of("mode", mode),
        OnnxAttribute.Of("nearest_mode", "floor"),
        OnnxAttribute.Of("coordinate_transformation_mode", coordinates));
}
