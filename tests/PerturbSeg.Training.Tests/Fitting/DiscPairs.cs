using PerturbSeg.Torch;
using PerturbSeg.Training.Fitting;

namespace PerturbSeg.Training.Tests.Fitting;

/// <summary>Bright discs of random colour and place on dark noise: pairs that need no generator.</summary>
internal sealed class DiscPairs(int side) : IPairSource
{
    public int Side => side;

    public LabelledImages Draw(int count, RandomGenerator random)
    {
        using var scope = new TensorScope();
        Tensor middles = (Tensor.Uniform(random, count, 2, 1, 1) - 0.5) * 1.2; // [N, 2, 1, 1], in [−.6, .6] of half a side
        Tensor line = (Tensor.Range(0, side) * (2.0 / side)) + ((1.0 / side) - 1);
        Tensor x = line.Reshape(1, 1, 1, side) - middles.Slice(1, 0, 1);
        Tensor y = line.Reshape(1, 1, side, 1) - middles.Slice(1, 1, 2);
        Tensor mask = ((x.Square() + y.Square()) < 0.16).To(ScalarType.Float32); // [N, 1, side, side]
        Tensor color = (Tensor.Uniform(random, count, 3, 1, 1) * 0.6) + 0.2;
        Tensor ground = (Tensor.Uniform(random, count, 3, side, side) * 0.4) - 0.6;
        Tensor images = ground + (mask * (color - ground));
        return new LabelledImages(scope.MoveOut(images), scope.MoveOut(mask));
    }
}
