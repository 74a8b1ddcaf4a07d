using PerturbSeg.Torch;
using PerturbSeg.Training;

namespace PerturbSeg.Tests.Training;

public sealed class TrainingCadenceTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(4, 1)]
    [InlineData(8, 2)]
    [InlineData(10, 2)]
    [InlineData(40, 10)]
    public void It_is_the_turn_once_so_many_images_are_shown(long images, long everySteps)
    {
        using var state = new TrainingState(TinyTraining.Options, Device.Cpu);
        var cadence = new TrainingCadence(images, 2 * images, 1000);
        for (state.Steps = 1; state.Steps <= 24; state.Steps++)
        {
            cadence.IsLogStep(state).ShouldBe(state.Steps % everySteps == 0, $"step {state.Steps}");
            cadence.IsSampleStep(state).ShouldBe(state.Steps % (2 * images < 4 ? 1 : 2 * images / 4) == 0, $"step {state.Steps}");
            cadence.IsCheckpointStep(state).ShouldBeFalse();
        }
    }
}
