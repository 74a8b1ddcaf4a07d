using PerturbSeg.Segmentation;
using PerturbSeg.Tests.Segmentation;

namespace PerturbSeg.Fuzz.Readers;

/// <summary>Segmenters.</summary>
internal static class ModelReaders
{
    private const string FileName = "segmenter.onnx";

    /// <summary>A <c>segmenter.onnx</c>: its graph and its metadata.</summary>
    public static Reader Onnx() => new FileReader(FileName, folder =>
    {
        using OnnxSegmenter segmenter = OnnxSegmenter.Open(Path.Combine(folder, FileName));
        segmenter.Predict(new float[3 * segmenter.Side * segmenter.Side]);
    })
    {
        Seeds = [OnnxModelFile.Bytes()],
    };
}
