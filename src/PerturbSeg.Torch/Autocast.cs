using PerturbSeg.Torch.Native;

namespace PerturbSeg.Torch;

/// <summary>
/// A stretch of code in which convolutions and matrix products take their inputs in a narrower type (Micikevicius et al., "Mixed
/// Precision Training", ICLR 2018). Master weights stay float32.
/// </summary>
public readonly ref struct Autocast
{
    private readonly int _cuda;
    private readonly int _before;
    private readonly ScalarType _type;

    /// <summary>Opens the stretch on this thread.</summary>
    /// <param name="device">The device whose operators are cast.</param>
    /// <param name="type">The narrow type; <see cref="ScalarType.Float32"/> casts nothing.</param>
    public Autocast(Device device, ScalarType type)
    {
        _cuda = device.IsCuda ? 1 : 0;
        _type = type == ScalarType.Float32 ? ScalarType.BFloat16 : type;
        _before = TorchLibrary.SetAutocast(_cuda, type == ScalarType.Float32 ? 0 : 1, (int)_type);
    }

    /// <summary>Restores what was before.</summary>
    public void Dispose() => _ = TorchLibrary.SetAutocast(_cuda, _before, (int)_type);
}
