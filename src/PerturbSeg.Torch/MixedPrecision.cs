namespace PerturbSeg.Torch;

/// <summary>
/// A stretch of code on this thread in which convolutions and matrix products take their inputs in a narrower type (Micikevicius et al., "Mixed
/// Precision Training", ICLR 2018). Everything else stays in the types that tensors have: master weights in float32, sums of both in the wider.
/// </summary>
public readonly ref struct MixedPrecision
{
    [ThreadStatic]
    private static ScalarType? s_narrow;

    private readonly ScalarType? _before;

    /// <summary>Opens the stretch on this thread.</summary>
    /// <param name="type">The narrow type; <see cref="ScalarType.Float32"/> narrows nothing.</param>
    public MixedPrecision(ScalarType type)
    {
        _before = s_narrow;
        s_narrow = type == ScalarType.Float32 ? null : type;
    }

    /// <summary>Restores what was before.</summary>
    public void Dispose() => s_narrow = _before;

    /// <summary>An input of a convolution or a matrix product in the type that it is to be computed in: doubles and whole numbers as they are.</summary>
    internal static Tensor Narrow(Tensor input)
        => s_narrow is { } type && type != input.Type && input.Type is ScalarType.Float32 or ScalarType.Float16 or ScalarType.BFloat16 ? input.To(type) : input;
}
