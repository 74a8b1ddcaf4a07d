namespace PerturbSeg.Torch;

/// <summary>Which C# type holds an element type, and how many bytes it takes.</summary>
public static class ElementTypes
{
    /// <summary>The element type that a C# type holds.</summary>
    /// <typeparam name="T">A primitive number type.</typeparam>
    /// <exception cref="NotSupportedException">No element type has this form.</exception>
    public static ScalarType Of<T>()
        where T : unmanaged
        => default(T) switch
        {
            byte => ScalarType.UInt8,
            sbyte => ScalarType.Int8,
            short => ScalarType.Int16,
            int => ScalarType.Int32,
            long => ScalarType.Int64,
            Half => ScalarType.Float16,
            float => ScalarType.Float32,
            double => ScalarType.Float64,
            bool => ScalarType.Bool,
            _ => throw new NotSupportedException($"Tensors do not hold {typeof(T).Name}."),
        };

    /// <summary>Bytes of one element.</summary>
    /// <param name="type">The element type.</param>
    public static int SizeOf(ScalarType type) => type switch
    {
        ScalarType.UInt8 or ScalarType.Int8 or ScalarType.Bool => 1,
        ScalarType.Int16 or ScalarType.Float16 or ScalarType.BFloat16 => 2,
        ScalarType.Int32 or ScalarType.Float32 => 4,
        ScalarType.Int64 or ScalarType.Float64 => 8,
        _ => throw new NotSupportedException($"Element type {(int)type} is not supported."),
    };

    /// <summary>TorchSharp's name of an element type.</summary>
    internal static TorchSharp.torch.ScalarType ToTorch(this ScalarType type) => (TorchSharp.torch.ScalarType)type;

    /// <summary>Our name of one of TorchSharp's element types.</summary>
    internal static ScalarType ToOurs(this TorchSharp.torch.ScalarType type) => (ScalarType)type;
}
