using System.Runtime.InteropServices;

namespace PerturbSeg.Torch.Native;

/// <summary>Owns one native TorchScript module.</summary>
internal sealed class ScriptHandle : SafeHandle
{
    public ScriptHandle(nint native)
        : base(nint.Zero, ownsHandle: true) => SetHandle(native);

    public override bool IsInvalid => handle == nint.Zero;

    protected override bool ReleaseHandle()
    {
        TorchLibrary.ScriptFree(handle);
        return true;
    }
}
