using PerturbSeg.Torch.Native;
using TorchSharp;

namespace PerturbSeg.Torch;

/// <summary>Facts and settings of the libtorch in use.</summary>
public static class TorchRuntime
{
    /// <summary>The version of libtorch that TorchSharp was built with, for example <c>2.10.0</c>.</summary>
    public static string Version => Call.Run(nameof(Version), [], () => torch.NormalizeNuGetVersion(torch.__version__));

    /// <summary>How many tensors are open in this process: the figure that leak tests compare.</summary>
    public static long LiveTensors => TorchTensor.TotalCount;

    /// <summary>Threads that one operator may use on the processor, from 1.</summary>
    public static int Threads
    {
        get => Call.Run(nameof(Threads), [], torch.get_num_threads);
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1); // which would end the process
            Call.Run(nameof(Threads), [], () => torch.set_num_threads(value));
        }
    }

    /// <summary>
    /// Lets memory that is freed go back to the system, for work on lists of photos, until what is returned is disposed of: a training then keeps again all that
    /// its steps need. On Linux with glibc; libtorch is not loaded for it.
    /// </summary>
    public static IDisposable GiveBackPages() => new GivenBack();

    /// <summary>
    /// Loads libtorch, if it is not loaded yet: the first use of anything here does so by itself. Programs that use TorchSharp directly call it
    /// before, so that TorchSharp gets the same libraries.
    /// </summary>
    /// <exception cref="TorchLoadException">There is no libtorch, or it does not load.</exception>
    public static void Load() => TorchLoader.Load();

    private sealed class GivenBack : IDisposable
    {
        public GivenBack() => HeapPages.GiveBack();

        public void Dispose()
        {
            if (TorchLoader.IsLoaded)
                HeapPages.Keep();
        }
    }
}
