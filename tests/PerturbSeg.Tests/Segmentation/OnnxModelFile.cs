using System.Runtime.InteropServices;
using Google.Protobuf;
using PerturbSeg.Imaging;
using PerturbSeg.Masks;
using PerturbSeg.Segmentation;
using PerturbSeg.Training.Onnx;

namespace PerturbSeg.Tests.Segmentation;

/// <summary>An ONNX file of a segmenter of 8×8 pixels that does what <see cref="BrightnessPredictor"/> does.</summary>
internal static class OnnxModelFile
{
    public static SegmenterFacts Facts { get; } = new()
    {
        Side = 8,
        Fit = PackFit.Stretch,
        Limits = new PhotoMaskLimits(0.05, 0.6),
        ObjectShare = 0.2,
        Checkpoint = "kimg-000001.000.safetensors",
        Steps = 7,
        CutOutSteps = 3,
        Seed = 18_000_000_000_000_000_000,
        FinalLoss = 0.1234567890123,
        SelfAgreement = 0.5,
        SilhouetteOverlap = 0.25,
    };

    public static byte[] Bytes(SegmenterFacts? facts = null, Action<Dictionary<string, string>>? change = null, int side = 8)
    {
        var metadata = new Dictionary<string, string>((facts ?? Facts).ToMetadata());
        change?.Invoke(metadata);
        float[] weights = [5 / 3f, 5 / 3f, 5 / 3f];
        var graph = new GraphProto { Name = "brightness" };
        graph.Initializer.Add(new TensorProto
        {
            Name = "weight", Dims = { 1, 3, 1, 1 }, DataType = TensorProto.Types.DataType.Float, RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes<float>(weights)),
        });
        graph.Node.Add(new NodeProto { OpType = "Conv", Name = "conv", Input = { "images", "weight" }, Output = { "logits" } });
        graph.Input.Add(Value("images", 3, side));
        graph.Output.Add(Value("logits", 1, side));
        var model = new ModelProto { IrVersion = 8, Graph = graph, OpsetImport = { new OperatorSetIdProto { Version = 17 } } };
        model.MetadataProps.AddRange(metadata.Select(entry => new StringStringEntryProto { Key = entry.Key, Value = entry.Value }));
        return model.ToByteArray();
    }

    private static ValueInfoProto Value(string name, long channels, long side)
    {
        var shape = new TensorShapeProto();
        shape.Dim.Add(new TensorShapeProto.Types.Dimension { DimParam = "batch" });
        foreach (long extent in (long[])[channels, side, side])
            shape.Dim.Add(new TensorShapeProto.Types.Dimension { DimValue = extent });
        return new ValueInfoProto
        {
            Name = name, Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = TensorProto.Types.DataType.Float, Shape = shape } },
        };
    }
}
