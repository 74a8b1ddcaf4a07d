using System.Runtime.InteropServices;

namespace PerturbSeg.Torch.Native;

/// <summary>Environment variables as native code sees them: .NET's own do not reach it on Linux.</summary>
internal static partial class NativeVariable
{
    /// <summary>Sets a variable that the user has not set.</summary>
    public static void SetUnlessSet(string name, string value) => _ = Set(name, value, overwrite: 0);

    [LibraryImport("libc.so.6", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Set(string name, string value, int overwrite);
}
