using PerturbSeg.Torch;

namespace PerturbSeg.Tests.Segmentation;

/// <summary>
/// Tests that compare live-tensor counts. The count is that of the process, so tests that use it run alone, and what other tests left
/// to the finalizer goes first.
/// </summary>
[CollectionDefinition(Alone, DisableParallelization = true)]
public sealed class LiveTensors
{
    public const string Alone = "counts live tensors";

    public static long Count()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return TorchRuntime.LiveTensors;
    }
}
