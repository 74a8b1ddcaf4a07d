namespace PerturbSeg.Torch;

/// <summary>The element types of tensors. The numbers are libtorch's own (<c>c10::ScalarType</c>), and TorchSharp's, so that they convert as they are.</summary>
public enum ScalarType
{
    /// <summary>Unsigned 8-bit integer; images at rest, 0 to 255.</summary>
    UInt8 = 0,

    /// <summary>Signed 8-bit integer.</summary>
    Int8 = 1,

    /// <summary>Signed 16-bit integer.</summary>
    Int16 = 2,

    /// <summary>Signed 32-bit integer.</summary>
    Int32 = 3,

    /// <summary>Signed 64-bit integer; indices and counts.</summary>
    Int64 = 4,

    /// <summary>IEEE 754 half precision.</summary>
    Float16 = 5,

    /// <summary>IEEE 754 single precision; master weights and losses.</summary>
    Float32 = 6,

    /// <summary>IEEE 754 double precision; closed-form checks and metrics.</summary>
    Float64 = 7,

    /// <summary>One byte per truth value.</summary>
    Bool = 11,

    /// <summary>Brain float: the exponent of single precision, 8 bits of significand; convolutions in <see cref="MixedPrecision"/>.</summary>
    BFloat16 = 15,
}
