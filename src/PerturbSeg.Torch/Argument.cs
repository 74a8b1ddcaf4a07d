using PerturbSeg.Torch.Native;

namespace PerturbSeg.Torch;

/// <summary>One argument of an operator; plain C# values convert to it.</summary>
public readonly struct Argument
{
    internal readonly ArgumentKind Kind;
    internal readonly long Bits;
    internal readonly object? Reference;

    private Argument(ArgumentKind kind, long bits, object? reference = null)
    {
        Kind = kind;
        Bits = bits;
        Reference = reference;
    }

    /// <summary>The absent value of an optional argument.</summary>
    public static Argument None => default;

    /// <summary>A tensor; null is the absent value.</summary>
    public static implicit operator Argument(Tensor? value)
        => value is null ? None : new Argument(ArgumentKind.Tensor, 0, value);

    /// <summary>A whole number; also the code of an enumeration of libtorch.</summary>
    public static implicit operator Argument(long value) => new(ArgumentKind.Int, value);

    /// <summary>A real number.</summary>
    public static implicit operator Argument(double value) => new(ArgumentKind.Double, BitConverter.DoubleToInt64Bits(value));

    /// <summary>A truth value.</summary>
    public static implicit operator Argument(bool value) => new(ArgumentKind.Bool, value ? 1 : 0);

    /// <summary>A list of whole numbers.</summary>
    public static implicit operator Argument(long[] value) => new(ArgumentKind.IntList, 0, value);

    /// <summary>A list of real numbers.</summary>
    public static implicit operator Argument(double[] value) => new(ArgumentKind.DoubleList, 0, value);

    /// <summary>A list of tensors.</summary>
    public static implicit operator Argument(Tensor[] value) => new(ArgumentKind.TensorList, 0, value);

    /// <summary>A text.</summary>
    public static implicit operator Argument(string value) => new(ArgumentKind.String, 0, value);

    /// <summary>An element type.</summary>
    public static implicit operator Argument(ScalarType value) => new(ArgumentKind.Int, (long)value);

    /// <summary>A device.</summary>
    public static implicit operator Argument(Device value) => new(ArgumentKind.String, 0, value.ToString());

    /// <summary>A memory format.</summary>
    public static implicit operator Argument(MemoryFormat value) => new(ArgumentKind.Int, (long)value);

    /// <summary>A random generator.</summary>
    public static implicit operator Argument(RandomGenerator value) => new(ArgumentKind.Generator, 0, value);

    /// <summary>The argument for a message: the shape of a tensor, the value of anything else.</summary>
    internal string Describe() => Kind switch
    {
        ArgumentKind.None => "none",
        ArgumentKind.Tensor => Reference!.ToString()!,
        ArgumentKind.Double => $"{BitConverter.Int64BitsToDouble(Bits)}",
        ArgumentKind.Int => $"{Bits}",
        ArgumentKind.Bool => Bits != 0 ? "true" : "false",
        ArgumentKind.IntList => $"[{string.Join(", ", (long[])Reference!)}]",
        ArgumentKind.TensorList => $"{((Tensor[])Reference!).Length} tensors",
        ArgumentKind.String => (string)Reference!,
        _ => Kind.ToString(),
    };
}
