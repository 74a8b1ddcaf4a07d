namespace PerturbSeg.Torch.Native;

/// <summary>
/// The threads of an operation wait for one another by turning in circles (GNU OpenMP, <c>GOMP_SPINCOUNT</c>). Where another program has one of the processors, all
/// others turn until that thread has its turn, and a step takes many times as long as on one thread: here they give up their processor sooner.
/// </summary>
internal static class WaitingThreads
{
    private const string Variable = "GOMP_SPINCOUNT", Policy = "OMP_WAIT_POLICY";

    /// <summary>Makes waiting short, unless the user has said how to wait; before libtorch is loaded.</summary>
    public static void TurnLess()
    {
        if (OperatingSystem.IsLinux() && Environment.GetEnvironmentVariable(Policy) is null)
            NativeVariable.SetUnlessSet(Variable, "1000");
    }
}
