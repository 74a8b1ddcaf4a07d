using System.Runtime.InteropServices;
using PerturbSeg.Torch.Native;

namespace PerturbSeg.Torch;

/// <summary>Facts and settings of the libtorch in use.</summary>
public static class TorchRuntime
{
    /// <summary>The version, for example <c>1.13.1</c>.</summary>
    public static string Version => Marshal.PtrToStringUTF8(TorchLibrary.TorchVersion())!;

    /// <summary>How many native tensor handles are open in this process: the figure that leak tests compare.</summary>
    public static long LiveTensors => TorchLibrary.LiveTensors();

    /// <summary>Threads that one operator may use on the processor.</summary>
    public static int Threads
    {
        get => TorchLibrary.Threads();
        set => NativeStatus.Check(TorchLibrary.SetThreads(value), "set threads");
    }
}
