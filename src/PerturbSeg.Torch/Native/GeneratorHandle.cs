using System.Runtime.InteropServices;

namespace PerturbSeg.Torch.Native;

/// <summary>Owns one native random generator.</summary>
internal sealed class GeneratorHandle : SafeHandle
{
    public GeneratorHandle(nint native)
        : base(nint.Zero, ownsHandle: true) => SetHandle(native);

    public override bool IsInvalid => handle == nint.Zero;

    protected override bool ReleaseHandle()
    {
        TorchLibrary.GeneratorFree(handle);
        return true;
    }
}
