namespace PerturbSeg.Torch.Safetensors;

/// <summary>The names that the safetensors format gives to element types.</summary>
internal static class SafetensorsDtype
{
    /// <summary>The key of the string map in the header.</summary>
    public const string MetadataKey = "__metadata__";

    public static string NameOf(ScalarType type) => type switch
    {
        ScalarType.UInt8 => "U8",
        ScalarType.Int8 => "I8",
        ScalarType.Int16 => "I16",
        ScalarType.Int32 => "I32",
        ScalarType.Int64 => "I64",
        ScalarType.Float16 => "F16",
        ScalarType.Float32 => "F32",
        ScalarType.Float64 => "F64",
        ScalarType.Bool => "BOOL",
        ScalarType.BFloat16 => "BF16",
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "The element type has no safetensors name."),
    };

    public static ScalarType? Parse(string name) => name switch
    {
        "U8" => ScalarType.UInt8,
        "I8" => ScalarType.Int8,
        "I16" => ScalarType.Int16,
        "I32" => ScalarType.Int32,
        "I64" => ScalarType.Int64,
        "F16" => ScalarType.Float16,
        "F32" => ScalarType.Float32,
        "F64" => ScalarType.Float64,
        "BOOL" => ScalarType.Bool,
        "BF16" => ScalarType.BFloat16,
        _ => null,
    };

    /// <summary>The bytes a tensor takes, or null where that overflows 64 bits or a size is negative.</summary>
    public static long? TotalBytes(ScalarType type, ReadOnlySpan<long> shape)
    {
        // A zero anywhere makes the tensor empty, whatever the other sizes multiply to.
        long product = ElementTypes.SizeOf(type);
        bool overflow = false;
        foreach (long size in shape)
        {
            if (size < 0)
                return null;
            if (size == 0)
                return shape.ContainsAnyInRange(long.MinValue, -1) ? null : 0;
            overflow |= product > long.MaxValue / size;
            product = overflow ? 1 : product * size;
        }

        return overflow ? null : product;
    }
}
