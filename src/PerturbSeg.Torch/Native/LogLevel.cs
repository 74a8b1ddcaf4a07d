using System.Runtime.InteropServices;

namespace PerturbSeg.Torch.Native;

/// <summary>
/// Keeps libtorch's warnings from standard error, which belongs to the program: on processors whose caches NNPACK does not know, every convolution
/// would write that NNPACK is not used. What the user sets in TORCH_CPP_LOG_LEVEL (INFO, WARNING, ERROR, FATAL) stays.
/// </summary>
internal static partial class LogLevel
{
    private const string Variable = "TORCH_CPP_LOG_LEVEL";

    /// <summary>Asks for errors alone; libtorch reads the level once, when it is loaded.</summary>
    public static void ErrorsAlone()
    {
        // .NET's own variables do not reach native code.
        if (OperatingSystem.IsLinux() || OperatingSystem.IsMacOS())
            _ = SetVariable(Variable, "ERROR", overwrite: 0);
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetVariable(string name, string value, int overwrite);
}
