using PerturbSeg.Torch;
using PerturbSeg.Training;

namespace PerturbSeg.Tests.Training;

public sealed class StepGarbageTests
{
    [Fact]
    public void A_step_allocates_a_few_hundred_kilobytes_of_managed_memory()
    {
        using var state = new TrainingState(TinyTraining.Options, Device.Cpu);
        var step = new TrainingStep(state);
        byte[] photos = TinyTraining.Photos(0);
        const int steps = 8; // two with the penalty
        step.Run(photos);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < steps; i++)
            step.Run(photos);
        ((GC.GetAllocatedBytesForCurrentThread() - before) / steps).ShouldBeLessThan(400_000);
    }

    [Fact]
    public void Garbage_is_collected_every_few_megabytes_whatever_the_cache_of_the_processor()
    {
        int before = GC.CollectionCount(0);
        for (int kilobytes = 0; kilobytes < 64 * 1024; kilobytes++)
            GC.KeepAlive(new byte[1000]);
        (GC.CollectionCount(0) - before).ShouldBeGreaterThanOrEqualTo(8);
    }
}
