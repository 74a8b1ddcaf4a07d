namespace PerturbSeg.Torch.Native;

/// <summary>
/// How long threads of a parallel loop wait for one another by turning round before they give up their processor. libgomp turns 300,000 times, which is
/// milliseconds: on a machine that other programs use as well, a loop of two threads then mostly waits for a thread that has no processor, and two threads
/// train many times slower than one.
/// </summary>
internal static class WaitingThreads
{
    private const string Variable = "GOMP_SPINCOUNT";

    /// <summary>Has them turn for less long, unless the variable says otherwise. To be called before libtorch, which reads the variable once, is loaded.</summary>
    public static void Shorten()
    {
        if (OperatingSystem.IsLinux())
            NativeVariable.SetUnlessSet(Variable, "30000");
    }
}
