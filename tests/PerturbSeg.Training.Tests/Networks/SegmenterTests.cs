using PerturbSeg.Torch;
using PerturbSeg.Torch.Tests;
using PerturbSeg.Training.Networks;

namespace PerturbSeg.Training.Tests.Networks;

public sealed class SegmenterTests
{
    [Theory]
    [InlineData(8, 8)]
    [InlineData(16, 40)]
    [InlineData(32, 32)]
    public void LogitsHaveTheSidesOfTheImage(int height, int width)
    {
        using var scope = new TensorScope();
        using var random = new RandomGenerator(1);
        using var segmenter = new Segmenter(8, random);

        Tensor logits = segmenter.Forward(Tensor.Normal(random, 2, 3, height, width), training: false);

        logits.Shape.ToArray().ShouldBe([2, 1, height, width]);
        logits.Type.ShouldBe(ScalarType.Float32);
    }

    [Theory]
    [InlineData(3, 12)]
    [InlineData(1, 16)]
    public void ImagesOfAWrongFormAreRefused(int channels, int side)
    {
        using var scope = new TensorScope();
        using var random = new RandomGenerator(1);
        using var segmenter = new Segmenter(8, random);
        Tensor images = Tensor.Zeros([2, channels, side, side]);
        Should.Throw<ShapeMismatchException>(() => segmenter.Forward(images, training: false));
    }

    [Fact]
    public void TrainingStartsWithFeaturesOfModestSize()
    {
        using var scope = new TensorScope();
        using var random = new RandomGenerator(1);
        using var segmenter = new Segmenter(32, random);
        float[] logits = segmenter.Forward(Tensor.Normal(random, 8, 3, 16, 16), training: true).ToArray<float>();
        double meanSquare = logits.Average(logit => logit * logit);
        meanSquare.ShouldBeInRange(0.05, 5); // unit variance into a layer that keeps it, halved by the ReLU before
    }

    [Fact]
    public void BothWaysAMirrorImageHasTheMirroredMeanOfBothLogits()
    {
        using var scope = new TensorScope();
        using var random = new RandomGenerator(1);
        using var segmenter = new Segmenter(8, random);
        Tensor images = Tensor.Normal(random, 2, 3, 8, 16), mirrored = images.Flip(3);
        Tensor straight = segmenter.Forward(images, training: false), turned = segmenter.Forward(mirrored, training: false).Flip(3);

        segmenter.ForwardBothWays(images).ShouldBeNear((straight + turned) * 0.5, 1e-6);
        segmenter.ForwardBothWays(mirrored).Flip(3).ShouldBeNear((straight + turned) * 0.5, 1e-6);
    }

    [Fact]
    public void WhatIsAddedToLogitsIsAddedToAll()
    {
        using var scope = new TensorScope();
        using var random = new RandomGenerator(1);
        using var segmenter = new Segmenter(8, random);
        Tensor images = Tensor.Normal(random, 2, 3, 8, 8);
        Tensor before = segmenter.Forward(images, training: false);
        segmenter.AddToLogits(-0.75);
        segmenter.Forward(images, training: false).ShouldBeNear(before - 0.75, 1e-5);
    }

    [Fact]
    public void ARunThatIsNoTrainingChangesNothing()
    {
        using var scope = new TensorScope();
        using var random = new RandomGenerator(1);
        using var segmenter = new Segmenter(8, random);
        float[] before = AllValues(segmenter);
        segmenter.Forward(Tensor.Normal(random, 2, 3, 8, 8), training: false);
        AllValues(segmenter).ShouldBe(before);
    }

    private static float[] AllValues(Segmenter segmenter) => [.. segmenter.State.SelectMany(entry => entry.Value.ToArray<float>())];
}
