using PerturbSeg.Torch;
using PerturbSeg.Training.Fitting;

namespace PerturbSeg.Training.Tests.Fitting;

public sealed class LessonTests : IDisposable
{
    private readonly TensorScope _scope = new();
    private readonly RandomGenerator _random = new(1);

    public void Dispose()
    {
        _random.Dispose();
        _scope.Dispose();
    }

    [Fact]
    public void ObjectsTeachEveryPixelSurroundingsOnlyTheirOwnAndTheRestNothing()
    {
        Tensor masks = (Tensor.Uniform(_random, 3, 1, 4, 4) > 0.5).To(ScalarType.Float32);
        Tensor logits = Tensor.Normal(_random, 3, 1, 4, 4);
        var pairs = new LabelledImages(Tensor.Zeros([3, 3, 4, 4]), masks);
        var lesson = new Lesson(pairs, Tensor.From<float>([1, 0, 0], [3, 1, 1, 1]), Tensor.From<float>([0, 1, 0], [3, 1, 1, 1]));
        float[] l = logits.ToArray<float>(), m = masks.ToArray<float>();
        double expected = 0;
        for (int i = 0; i < 16; i++)
            expected += Math.Log(1 + Math.Exp(l[i])) - (m[i] * l[i]); // the object: cross-entropy
        for (int i = 16; i < 32; i++)
            expected += m[i] * Math.Log(1 + Math.Exp(l[i])); // the surroundings: no object where the mask is
        lesson.Loss(logits, masks).Item().ShouldBe((float)(expected / 48), 1e-5f);
    }

    [Fact]
    public void GeneratedPairsAndPhotosMakeOneLesson()
    {
        var pairs = new LabelledImages(Tensor.Zeros([2, 3, 4, 4]), Tensor.Zeros([2, 1, 4, 4]));
        var photos = new Lesson(pairs, Tensor.From<float>([0, 1], [2, 1, 1, 1]), Tensor.From<float>([1, 0], [2, 1, 1, 1]));
        Lesson both = Lesson.Of(pairs).With(photos);
        both.Pairs.Count.ShouldBe(4);
        both.Objects.ToArray<float>().ShouldBe([1, 1, 0, 1]);
        both.Surroundings.ToArray<float>().ShouldBe([0, 0, 1, 0]);
    }
}
