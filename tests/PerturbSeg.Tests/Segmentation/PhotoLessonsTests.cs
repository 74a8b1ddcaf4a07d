using PerturbSeg.Data;
using PerturbSeg.Networks;
using PerturbSeg.Segmentation;
using PerturbSeg.Torch;

namespace PerturbSeg.Tests.Segmentation;

public sealed class PhotoLessonsTests : IDisposable
{
    private readonly TinyRun _tiny = new();
    private readonly TensorScope _scope = new();
    private readonly RandomGenerator _random = new(1);
    private readonly BatchSource _photos;

    public PhotoLessonsTests() => _photos = new BatchSource(_tiny.Photos, new BatchOptions { BatchSize = 4, Seed = 1 });

    public void Dispose()
    {
        _photos.Dispose();
        _random.Dispose();
        _scope.Dispose();
        _tiny.Dispose();
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(-1000)]
    public void MasksOfEverythingOrNothingAreNotTrusted(double bias)
    {
        Lesson lesson = Next(bias);
        float all = bias > 0 ? 1 : 0;
        lesson.Pairs.Masks.ToArray<float>().ShouldAllBe(value => value == all);
        lesson.Objects.ToArray<float>().ShouldBe([0, 0, 0, 0]);
        lesson.Surroundings.ToArray<float>().ShouldBe([0, 0, 0, 0]);
    }

    [Fact]
    public void EverythingIsBinary()
    {
        Lesson lesson = Next(0);
        lesson.Pairs.Images.Shape.ToArray().ShouldBe([4, 3, 8, 8]);
        lesson.Pairs.Masks.Shape.ToArray().ShouldBe([4, 1, 8, 8]);
        foreach (Tensor share in new[] { lesson.Objects, lesson.Surroundings })
            share.Shape.ToArray().ShouldBe([4, 1, 1, 1]);
        new[] { lesson.Pairs.Masks, lesson.Objects, lesson.Surroundings }.SelectMany(values => values.ToArray<float>())
            .ShouldAllBe(value => value == 0 || value == 1);
    }

    private Lesson Next(double bias)
    {
        using var teacher = new Segmenter(4, _random);
        using (Autograd.NoGradient())
            teacher.Parameters.Single(parameter => parameter.Name == "output.bias").Value.CopyFrom(Tensor.Full([1], bias));
        return new PhotoLessons(_photos, new DenseCrf(), new PhotoMaskLimits(0.03, 0.5), ScalarType.Float32).Next(teacher, Device.Cpu, TestContext.Current.CancellationToken);
    }
}
