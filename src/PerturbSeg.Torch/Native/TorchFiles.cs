namespace PerturbSeg.Torch.Native;

/// <summary>What the native libraries are called on this system.</summary>
internal static class TorchFiles
{
    /// <summary>libtorch's own entry library, which needs all others.</summary>
    public static string LibTorch { get; } = Name("torch");

    /// <summary>TorchSharp's native half.</summary>
    public static string Bridge { get; } = Name("LibTorchSharp");

    private static string Name(string library)
        => OperatingSystem.IsWindows() ? $"{library}.dll" : OperatingSystem.IsMacOS() ? $"lib{library}.dylib" : $"lib{library}.so";
}
