using PerturbSeg.Torch;
using PerturbSeg.Torch.Tests;
using PerturbSeg.Training.Runs;

namespace PerturbSeg.Training.Tests.Runs;

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

    /// <summary>Where what a call of libtorch reads is not kept alive, this ends the process. The benchmark soak does the same for longer.</summary>
    [Fact]
    public void A_training_goes_on_while_another_thread_collects_garbage()
    {
        using var state = new TrainingState(TinyTraining.Options, Device.Cpu);
        var step = new TrainingStep(state);
        using var collector = new CollectingThread();
        const int steps = 20; // five with the penalty
        for (int i = 0; i < steps; i++)
            step.Run(TinyTraining.Photos(i));
        state.Generator.Parameters.ShouldAllBe(parameter => parameter.Value.IsFinite().All().ToArray<bool>()[0]);
    }
}
