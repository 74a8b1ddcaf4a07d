using System.Runtime.InteropServices;

namespace PerturbSeg.Training.Collectives;

/// <summary>NVIDIA's driver, <c>libcuda.so.1</c> (CUDA Driver API), for what TorchSharp does not tell: which device is which, and which one a thread uses.</summary>
internal static unsafe partial class CudaDriver
{
    /// <summary>The file's name.</summary>
    public const string Library = "libcuda.so.1";

    /// <summary>The device's own number in the world, whatever CUDA_VISIBLE_DEVICES names it.</summary>
    /// <param name="index">Which of the devices that this process sees.</param>
    /// <exception cref="IOException">The driver refuses.</exception>
    public static UInt128 IdentityOf(int index)
    {
        Check(Initialize(0));
        Check(GetDevice(out int device, index));
        UInt128 identity;
        Check(GetUuid((byte*)&identity, device));
        return identity;
    }

    /// <summary>The context that libtorch uses on a device; kept until the process ends.</summary>
    /// <param name="index">Which of the devices that this process sees.</param>
    /// <exception cref="IOException">The driver refuses.</exception>
    public static nint ContextOf(int index)
    {
        Check(Initialize(0));
        Check(GetDevice(out int device, index));
        Check(RetainPrimaryContext(out nint context, device));
        return context;
    }

    /// <summary>Makes a device that of this thread, for libraries that ask for no device.</summary>
    /// <param name="context">Of <see cref="ContextOf"/>.</param>
    /// <exception cref="IOException">The driver refuses.</exception>
    public static void Use(nint context) => Check(SetCurrentContext(context));

    private static void Check(int code)
    {
        if (code != 0)
            throw new IOException($"CUDA's driver: error {code}.");
    }

    [LibraryImport(Library, EntryPoint = "cuInit")]
    private static partial int Initialize(uint flags);

    [LibraryImport(Library, EntryPoint = "cuDeviceGet")]
    private static partial int GetDevice(out int device, int index);

    [LibraryImport(Library, EntryPoint = "cuDeviceGetUuid")]
    private static partial int GetUuid(byte* uuid, int device);

    [LibraryImport(Library, EntryPoint = "cuDevicePrimaryCtxRetain")]
    private static partial int RetainPrimaryContext(out nint context, int device);

    [LibraryImport(Library, EntryPoint = "cuCtxSetCurrent")]
    private static partial int SetCurrentContext(nint context);
}
