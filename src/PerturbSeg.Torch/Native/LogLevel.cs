using System.Runtime.InteropServices;

namespace PerturbSeg.Torch.Native;

/// <summary>
/// Keeps libtorch's warnings from standard error, which belongs to the program: on processors that NNPACK does not know, every convolution
/// would write that NNPACK is not used. What the user sets in TORCH_CPP_LOG_LEVEL (INFO, WARNING, ERROR, FATAL) stays.
/// </summary>
internal static partial class LogLevel
{
    private const string Variable = "TORCH_CPP_LOG_LEVEL";

    /// <summary>Asks for errors alone from now on.</summary>
    public static void ErrorsAlone()
    {
        if (!OperatingSystem.IsLinux())
            return;
        NativeVariable.SetUnlessSet(Variable, "ERROR");
        ReadLevel();
    }

    // c10::initLogging(), which libtorch exports and Python's half calls.
    [LibraryImport("libc10.so", EntryPoint = "_ZN3c1011initLoggingEv")]
    private static partial void ReadLevel();
}
