using System.Globalization;

namespace PerturbSeg.Torch.Tests;

public sealed class FreedMemoryTests
{
    private const long PageBytes = 4096;
    private const int Together = 2;
    private static readonly long[] SixteenMegabytes = [4, 1024, 1024];

    // A page that went back to the system and is wanted again costs a fault; two tensors have 8,192 pages.
    [Fact]
    public void The_memory_of_freed_tensors_is_kept_for_the_next_ones()
    {
        Fill();
        long before = PageFaults();
        for (int round = 0; round < 5; round++)
            Fill();
        (PageFaults() - before).ShouldBeLessThan(Together * (16 << 20) / PageBytes);
    }

    private static void Fill()
    {
        using var scope = new TensorScope();
        for (int i = 0; i < Together; i++)
            Tensor.Zeros(SixteenMegabytes);
    }

    // Of this thread alone: other tests run beside.
    private static long PageFaults()
        => long.Parse(File.ReadAllText("/proc/thread-self/stat").Split(')')[^1].Split(' ')[8], CultureInfo.InvariantCulture);
}
