using PerturbSeg.Torch;
using PerturbSeg.Training.Networks;

namespace PerturbSeg.Training.Tests.Networks;

public sealed class FoldedSegmenterTests
{
    [Theory]
    [InlineData(8, 8)]
    [InlineData(16, 40)]
    public void LogitsAreThoseOfTheNetworkThatWasFolded(int height, int width)
    {
        using var scope = new TensorScope();
        using Autograd.Mode recording = Autograd.NoGradient();
        using var random = new RandomGenerator(1);
        using var segmenter = new Segmenter(8, random);
        for (int step = 0; step < 5; step++)
            segmenter.Forward((Tensor.Normal(random, 4, 3, 16, 16) * 3) + 1, training: true); // statistics that are not those of the start
        using FoldedSegmenter folded = segmenter.Fold();
        Tensor images = Tensor.Normal(random, 3, 3, height, width);

        float[] expected = segmenter.Forward(images, training: false).ToArray<float>();

        folded.Forward(images).ToArray<float>().ShouldBe(expected, 1e-5 * expected.Max(Math.Abs));
    }

    [Fact]
    public void ImagesAndTheNetworkThatWasFoldedStayAsTheyAre()
    {
        using var scope = new TensorScope();
        using Autograd.Mode recording = Autograd.NoGradient();
        using var random = new RandomGenerator(1);
        using var segmenter = new Segmenter(8, random);
        using FoldedSegmenter folded = segmenter.Fold();
        Tensor images = Tensor.Normal(random, 1, 3, 8, 8);
        float[] before = [.. images.ToArray<float>(), .. segmenter.State.SelectMany(entry => entry.Value.ToArray<float>())];

        folded.Forward(images);

        float[] after = [.. images.ToArray<float>(), .. segmenter.State.SelectMany(entry => entry.Value.ToArray<float>())];
        after.ShouldBe(before);
    }

    [Fact]
    public void ImagesOfAWrongFormAreRefused()
    {
        using var scope = new TensorScope();
        using Autograd.Mode recording = Autograd.NoGradient();
        using var random = new RandomGenerator(1);
        using var segmenter = new Segmenter(8, random);
        using FoldedSegmenter folded = segmenter.Fold();
        Tensor images = Tensor.Zeros([2, 3, 12, 16]);
        Should.Throw<ShapeMismatchException>(() => folded.Forward(images));
    }
}
