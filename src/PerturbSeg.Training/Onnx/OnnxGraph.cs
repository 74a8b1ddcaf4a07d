using System.Globalization;
using System.Runtime.InteropServices;
using Google.Protobuf;
using PerturbSeg.Torch;

namespace PerturbSeg.Training.Onnx;

/// <summary>
/// Builds the graph of a network, node by node. Values are known by their names; each method that makes one returns its name.
/// </summary>
/// <remarks>Operators: the ONNX operator set 17, docs/Operators.md of the specification.</remarks>
/// <param name="name">What the network is called in the file.</param>
internal sealed class OnnxGraph(string name)
{
    /// <summary>The version of the operator set.</summary>
    public const int Opset = 17;

    /// <summary>The extent of the first dimension, which runs may choose.</summary>
    public const long Batch = -1;

    private const int IrVersion = 8; // the version of the representation that came with operator set 17
    private readonly GraphProto _graph = new() { Name = name };
    private readonly Dictionary<float, string> _numbers = [];

    /// <summary>Adds an input of float32.</summary>
    /// <param name="input">Its name.</param>
    /// <param name="shape">Its extents; <see cref="Batch"/> for the number of images.</param>
    public string Input(string input, params long[] shape)
    {
        _graph.Input.Add(Describe(input, shape));
        return input;
    }

    /// <summary>Declares a value to be an output of float32.</summary>
    /// <param name="value">The value.</param>
    /// <param name="output">The name of the output.</param>
    /// <param name="shape">Its extents; <see cref="Batch"/> for the number of images.</param>
    public void Output(string value, string output, params long[] shape)
    {
        _graph.Node.Add(new NodeProto { OpType = "Identity", Name = output, Input = { value }, Output = { output } });
        _graph.Output.Add(Describe(output, shape));
    }

    /// <summary>Adds a constant of float32.</summary>
    /// <param name="value">Copied.</param>
    public string Constant(Tensor value)
        => Constant(value.Shape, TensorProto.Types.DataType.Float, MemoryMarshal.AsBytes<float>(value.ToArray<float>()));

    /// <summary>Adds a number of float32, once for each value.</summary>
    public string Number(float value)
    {
        if (!_numbers.TryGetValue(value, out string? known))
            _numbers[value] = known = Constant([], TensorProto.Types.DataType.Float, MemoryMarshal.AsBytes<float>([value]));
        return known;
    }

    /// <summary>Adds a list of whole numbers: a shape, or places.</summary>
    public string Indices(params long[] values) => Constant([values.Length], TensorProto.Types.DataType.Int64, MemoryMarshal.AsBytes<long>(values));

    /// <summary>Adds a list of float32, such as the factors of a resize.</summary>
    public string Factors(params float[] values) => Constant([values.Length], TensorProto.Types.DataType.Float, MemoryMarshal.AsBytes<float>(values));

    /// <summary>Adds a node.</summary>
    /// <param name="operation">The operator's name.</param>
    /// <param name="inputs">Its inputs; an empty name leaves an optional one out.</param>
    /// <param name="attributes">What else it is told.</param>
    /// <returns>Its only output.</returns>
    public string Node(string operation, string[] inputs, params AttributeProto[] attributes)
    {
        string output = Name(operation, _graph.Node.Count);
        _graph.Node.Add(new NodeProto { OpType = operation, Name = output, Input = { inputs }, Output = { output }, Attribute = { attributes } });
        return output;
    }

    /// <summary>Elements start … end − 1 of a dimension.</summary>
    public string Slice(string value, int dimension, long start, long end)
        => Node("Slice", [value, Indices(start), Indices(end), Indices(dimension)]);

    /// <summary>The whole file.</summary>
    /// <param name="description">A sentence for people.</param>
    /// <param name="metadata">Facts for programs, written in the order of their keys.</param>
    public ModelProto ToModel(string description, IReadOnlyDictionary<string, string> metadata) => new()
    {
        IrVersion = IrVersion,
        ProducerName = "PerturbSeg",
        ProducerVersion = typeof(OnnxGraph).Assembly.GetName().Version!.ToString(3),
        DocString = description,
        Graph = _graph,
        OpsetImport = { new OperatorSetIdProto { Version = Opset } },
        MetadataProps =
        {
            metadata.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => new StringStringEntryProto { Key = entry.Key, Value = entry.Value }),
        },
    };

    private static string Name(string kind, int number) => string.Create(CultureInfo.InvariantCulture, $"{kind}_{number}");

    private static ValueInfoProto Describe(string value, long[] shape)
    {
        var extents = new TensorShapeProto();
        foreach (long extent in shape)
        {
            extents.Dim.Add(extent == Batch
                ? new TensorShapeProto.Types.Dimension { DimParam = "batch" }
                : new TensorShapeProto.Types.Dimension { DimValue = extent });
        }

        var type = new TypeProto.Types.Tensor { ElemType = TensorProto.Types.DataType.Float, Shape = extents };
        return new ValueInfoProto { Name = value, Type = new TypeProto { TensorType = type } };
    }

    private string Constant(ReadOnlySpan<long> shape, TensorProto.Types.DataType type, ReadOnlySpan<byte> bytes)
    {
        string constant = Name("constant", _graph.Initializer.Count);
        _graph.Initializer.Add(new TensorProto { Name = constant, Dims = { shape.ToArray() }, DataType = type, RawData = ByteString.CopyFrom(bytes) });
        return constant;
    }
}
