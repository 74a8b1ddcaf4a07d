using PerturbSeg.Imaging;
using PerturbSeg.Masks;
using PerturbSeg.Mending;
using PerturbSeg.Tests.Shared;
using PerturbSeg.Torch;
using PerturbSeg.Torch.Operators;
using PerturbSeg.Training.Fitting;
using PerturbSeg.Training.Networks;
using PerturbSeg.Training.PackedSets;
using PerturbSeg.Training.Tests.PackedSets;

namespace PerturbSeg.Training.Tests.Fitting;

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

    [Fact]
    public void MasksAreMendedByTheColorsOfEachPhoto()
    {
        using Autograd.Mode recording = Autograd.NoGradient();
        using Segmenter teacher = Teacher(0);
        var colors = new ColorModel(Bits: 4);
        var gentle = new DenseCrf(Trust: 1, Strength: 0);
        using var folder = new TemporaryFolder();
        PackedSetFile.Write(folder.At("set.safetensors"), count: 4, side: 9, resolution: 8, (photo, _, row, column) => (row + photo) / 4 % 2 == column / 3 % 2 ? 220 : 30);
        using var checkered = PackedSetMixture.Open(folder.At("set.safetensors"));
        using var photos = new BatchSource(checkered, new BatchOptions { BatchSize = 4, Seed = 1 });
        double middle = teacher.Forward(Next(photos, teacher, gentle, colors).Pairs.Images, training: false).Mean().Item();
        teacher.Parameters.Single(parameter => parameter.Name == "output.bias").Value.CopyFrom(Tensor.Full([1], -middle)); // an undecided teacher

        Lesson lesson = Next(photos, teacher, gentle, colors);

        float[][] images = [.. lesson.Pairs.Images.ToArray<float>().Chunk(3 * 64)];
        Tensor plain = lesson.Pairs.Images;
        float[] found = Activation.Sigmoid((teacher.Forward(plain, training: false) + teacher.Forward(plain.Flip(3), training: false).Flip(3)) * 0.5).ToArray<float>();
        float[] expected = [.. images.Zip(found.Chunk(64), (image, mask) => colors.Mend(Photo(image), new Mask(8, 8, mask)).Values).SelectMany(mask => mask)];
        lesson.Pairs.Masks.ToArray<float>().ShouldBe(expected.Select(value => value > 0.5f ? 1f : 0f));
        lesson.Pairs.Masks.ToArray<float>().ShouldNotBe(found.Select(value => value > 0.5f ? 1f : 0f));

        // [3, 8, 8] in [−1, 1] to interleaved bytes.
        static Photo Photo(float[] planes)
            => new(8, 8, [.. Enumerable.Range(0, 3 * 64).Select(i => (byte)Math.Round((planes[(i % 3 * 64) + (i / 3)] + 1) * 127.5))]);
    }

    private Lesson Next(double bias)
    {
        using Segmenter teacher = Teacher(bias);
        return Next(_photos, teacher, new DenseCrf(), new ColorModel(Bits: 4));
    }

    private static Lesson Next(BatchSource photos, Segmenter teacher, DenseCrf refinement, ColorModel colors)
        => new PhotoLessons(photos, refinement, colors, new PhotoMaskLimits(0.03, 0.5), ScalarType.Float32).Next(teacher, Device.Cpu, TestContext.Current.CancellationToken);

    private Segmenter Teacher(double bias)
    {
        var teacher = new Segmenter(4, _random);
        using (Autograd.NoGradient())
            teacher.Parameters.Single(parameter => parameter.Name == "output.bias").Value.CopyFrom(Tensor.Full([1], bias));
        return teacher;
    }
}
