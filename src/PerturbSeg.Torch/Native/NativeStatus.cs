using System.Runtime.InteropServices;

namespace PerturbSeg.Torch.Native;

/// <summary>The one place where a native status becomes an exception.</summary>
internal static class NativeStatus
{
    private const int Ok = 0;
    private const int OutOfMemory = 2;

    /// <summary>Throws when <paramref name="status"/> is a failure.</summary>
    /// <param name="status">What the native call returned.</param>
    /// <param name="what">What was tried, for the message: an operator's name or a verb.</param>
    /// <param name="details">Adds shapes of the arguments to the message; called only on failure.</param>
    /// <exception cref="OutOfDeviceMemoryException">The device or the machine has no memory left.</exception>
    /// <exception cref="TorchException">Any other failure.</exception>
    public static void Check(int status, string what, Func<string>? details = null)
    {
        if (status == Ok)
            return;
        string message = Marshal.PtrToStringUTF8(TorchLibrary.LastError()) ?? "unknown failure";
        string full = details is null ? $"{what}: {message}" : $"{what}({details()}): {message}";
        throw status == OutOfMemory ? new OutOfDeviceMemoryException(full) : new TorchException(full);
    }
}
