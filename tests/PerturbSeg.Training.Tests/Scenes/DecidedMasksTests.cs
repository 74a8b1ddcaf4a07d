using PerturbSeg.Masks;
using PerturbSeg.Torch;
using PerturbSeg.Training.Scenes;

namespace PerturbSeg.Training.Tests.Scenes;

public sealed class DecidedMasksTests
{
    [Fact]
    public void TensorsAndNumbersFallOnTheSameSideOfOneHalf()
    {
        using var scope = new TensorScope();
        float[] values = [0, 0.49999997f, 0.5f, 0.50000006f, 1, float.NaN];
        DecidedMasks.Of(Tensor.From<float>(values, [6])).ToArray<float>().ShouldBe([.. values.Select(value => BinaryMask.IsObject(value) ? 1f : 0f)]);
    }
}
