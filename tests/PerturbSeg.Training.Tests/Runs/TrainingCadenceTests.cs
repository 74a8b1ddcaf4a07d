using PerturbSeg.Torch;
using PerturbSeg.Training.Runs;

namespace PerturbSeg.Training.Tests.Runs;

public sealed class TrainingCadenceTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(8)]
    [InlineData(10)]
    [InlineData(40)]
    public void It_is_the_turn_of_the_step_that_reaches_or_passes_a_multiple_whatever_its_batch(long images)
    {
        using var state = new TrainingState(TinyTraining.Options, Device.Cpu);
        var cadence = new TrainingCadence(images, 2 * images, 1000);
        for (int step = 0; step < 24; step++)
        {
            int batch = step % 3 == 0 ? 2 : 4;
            long before = state.ImagesSeen;
            state.Count(batch);
            cadence.IsLogStep(state).ShouldBe(Passes(before, images), $"step {step}");
            cadence.IsSampleStep(state).ShouldBe(Passes(before, 2 * images), $"step {step}");
            cadence.IsCheckpointStep(state).ShouldBeFalse();

            bool Passes(long shown, long distance)
                => Enumerable.Range(1, batch).Any(photo => (shown + photo) % distance == 0);
        }
    }
}
