using System.Runtime.InteropServices;

namespace PerturbSeg.Torch.Native;

/// <summary>Owns one native tensor reference.</summary>
internal sealed class TensorHandle : SafeHandle
{
    public TensorHandle(nint native)
        : base(nint.Zero, ownsHandle: true) => SetHandle(native);

    public override bool IsInvalid => handle == nint.Zero;

    protected override bool ReleaseHandle()
    {
        TorchLibrary.TensorFree(handle);
        return true;
    }
}
