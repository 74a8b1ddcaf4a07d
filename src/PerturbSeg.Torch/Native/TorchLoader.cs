using System.Runtime.InteropServices;

namespace PerturbSeg.Torch.Native;

/// <summary>
/// Loads libtorch and TorchSharp's native half before TorchSharp looks for them by name: it then gets these. On Linux that keeps half a gigabyte of
/// libraries out of every output folder, and makes TorchSharp load where libstdc++ is older than that of GCC 13.
/// </summary>
/// <remarks>
/// The folder of libtorch is the environment variable <see cref="Variable"/>, else the runtime setting <see cref="Setting"/>, which builds
/// write, else that of the application's own native files. On Windows and macOS TorchSharp finds its files by itself unless the variable is set.
/// </remarks>
internal static class TorchLoader
{
    /// <summary>Names the folder of an installed PyTorch or an unpacked libtorch, of the version that TorchSharp was built with.</summary>
    public const string Variable = "PERTURBSEG_LIBTORCH";

    /// <summary>The entry of runtimeconfig.json that names the folder of the restored package.</summary>
    public const string Setting = "PerturbSeg.LibTorch";

    private static readonly Lock Loading = new();
    private static volatile bool s_loaded;

    /// <summary>Whether it is loaded.</summary>
    public static bool IsLoaded => s_loaded;

    /// <summary>Loads what is not loaded yet.</summary>
    /// <exception cref="TorchLoadException">It cannot.</exception>
    public static void Load()
    {
        if (s_loaded)
            return;
        lock (Loading)
        {
            if (s_loaded)
                return;
            HeapPages.Keep();
            HiddenTiles.LeaveOut();
            WaitingThreads.Shorten();
            string? named = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } text ? TorchFolder.Named(text) : null;
            if (OperatingSystem.IsLinux() || named is not null)
                Load(named);
            LogLevel.ErrorsAlone();
            OneDnnCaches.Mend();
            s_loaded = true;
        }
    }

    private static void Load(string? named)
    {
        IReadOnlyList<string> own = TorchFolder.OfApplication();
        string bridge = own.Select(folder => Path.Combine(folder, TorchFiles.Bridge)).FirstOrDefault(File.Exists)
            ?? throw new TorchLoadException($"{TorchFiles.Bridge} is not among the files of the program: reference the package TorchSharp, or publish the program again.");
        string libtorch = named is null ? TorchFolder.Found(own) : TorchFolder.Alone(named, own);
        try
        {
            NativeLibrary.Load(Path.Combine(libtorch, TorchFiles.LibTorch)); // with what it needs, from its own folder
            if (!NativeLibrary.TryLoad(bridge, out _))
                OlderSystem.Load(bridge);
        }
        catch (Exception refused) when (refused is DllNotFoundException or BadImageFormatException)
        {
            throw new TorchLoadException($"The libtorch in '{libtorch}' does not load on this system ({FirstLine(refused)}): it needs 64-bit Linux with glibc 2.28 or newer on x64, Windows on x64, or macOS on arm64.");
        }
    }

    private static string FirstLine(Exception exception) => exception.Message.Split('\n', 2)[0].TrimEnd('.', ' ', '\r');
}
