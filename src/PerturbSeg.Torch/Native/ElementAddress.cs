using System.Runtime.InteropServices;

namespace PerturbSeg.Torch.Native;

/// <summary>Where a tensor's elements are, which TorchSharp keeps to itself.</summary>
internal static partial class ElementAddress
{
    // The function of TorchSharp's native half by which it reads elements itself.
    [LibraryImport("LibTorchSharp", EntryPoint = "THSTensor_data")]
    public static partial nint Of(nint tensor);
}
