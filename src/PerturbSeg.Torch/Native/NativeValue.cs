using System.Runtime.InteropServices;

namespace PerturbSeg.Torch.Native;

/// <summary>One argument or result on its way over the bridge (<c>pseg_value</c>).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NativeValue
{
    /// <summary>What the payload is.</summary>
    public ArgumentKind Kind;

    /// <summary>Length of a list or string; else 0.</summary>
    public int Length;

    /// <summary>The number, its bits, or a pointer.</summary>
    public long Payload;
}

/// <summary>The kinds of value that cross the bridge (<c>pseg_kind</c>).</summary>
internal enum ArgumentKind
{
    None = 0,
    Tensor = 1,
    Int = 2,
    Double = 3,
    Bool = 4,
    IntList = 5,
    TensorList = 6,
    String = 7,
    Generator = 8,
    DoubleList = 9,
}
