using System.Text;
using PerturbSeg.Tests.Segmentation;
using PerturbSeg.Torch;
using PerturbSeg.Training.Networks;
using PerturbSeg.Training.Settings;

namespace PerturbSeg.Fuzz.Readers;

/// <summary>The files of a run of 8×8 pixels that segments by brightness.</summary>
internal static class TinyRunFolder
{
    /// <summary>Its settings.</summary>
    public static TrainingOptions Options { get; } = new()
    {
        Network = new NetworkOptions { Resolution = 8, Width = 0.05, LatentSize = 8 },
        BatchSize = 4,
        Precision = ScalarType.Float32,
    };

    /// <summary>A <c>config.json</c>.</summary>
    /// <param name="options">The settings.</param>
    public static byte[] Configuration(TrainingOptions options)
        => Encoding.UTF8.GetBytes($$"""{"format":1,"options":{{options.ToJson()}},"data":"set","photos":6,"photos_of_sets":[2,4],"fit":"Crop","device":"cpu","threads":1,"began":"2026-01-02T03:04:05Z"}""");

    /// <summary>Its files by name.</summary>
    public static IReadOnlyList<(string Name, byte[] Content)> Files { get; } = [("config.json", Configuration(Options)), ("segmenter.onnx", OnnxModelFile.Bytes())];
}
