namespace PerturbSeg.Torch.Safetensors;

/// <summary>One tensor of a safetensors file: what it is and where its bytes lie.</summary>
public sealed class TensorEntry
{
    internal TensorEntry(string name, ScalarType type, long[] shape, long offset, long length)
    {
        Name = name;
        Type = type;
        Shape = shape;
        Offset = offset;
        Length = length;
    }

    /// <summary>The name, unique in its file.</summary>
    public string Name { get; }

    /// <summary>The element type.</summary>
    public ScalarType Type { get; }

    /// <summary>The sizes, outermost first; empty for a scalar. Not to be written to.</summary>
    public long[] Shape { get; }

    /// <summary>Where the data begins, in bytes from the start of the data section.</summary>
    public long Offset { get; }

    /// <summary>The size of the data in bytes: the elements in row-major order, little-endian.</summary>
    public long Length { get; }
}
