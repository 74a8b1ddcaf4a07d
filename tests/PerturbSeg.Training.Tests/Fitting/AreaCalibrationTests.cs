using PerturbSeg.Imaging;
using PerturbSeg.Masks;
using PerturbSeg.Segmentation;
using PerturbSeg.Tests.Shared;
using PerturbSeg.Torch;
using PerturbSeg.Torch.Tests;
using PerturbSeg.Training.Fitting;
using PerturbSeg.Training.Networks;
using PerturbSeg.Training.PackedSets;

namespace PerturbSeg.Training.Tests.Fitting;

/// <summary>Photos are bright discs; what teaches knows them.</summary>
[Collection(Alone.Name)]
public sealed class AreaCalibrationTests : IDisposable
{
    private const int Side = 16;
    private readonly TemporaryFolder _folder = new();
    private readonly PackedSetMixture _photos;
    private readonly BatchSource _batches;
    private readonly Segmenter _teacher;

    public AreaCalibrationTests()
    {
        _photos = PairPhotos.Pack(new DiscPairs(Side), 64, _folder);
        _batches = new BatchSource(_photos, new BatchOptions { BatchSize = 8, Seed = 1 });
        var options = new SegmenterFitOptions { Steps = 100, Channels = 8, Augmentations = [], Precision = ScalarType.Float32, CutOuts = null };
        _teacher = SegmenterFit.Run(new DiscPairs(Side), options, cancellation: TestContext.Current.CancellationToken).Network;
    }

    public void Dispose()
    {
        _teacher.Dispose();
        _batches.Dispose();
        _photos.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(-2)]
    [InlineData(0)]
    [InlineData(1.5)]
    public void WhatWasTakenFromAllLogitsIsGivenBack(double taken)
    {
        using var random = new RandomGenerator(1);
        using Segmenter network = _teacher.Copy(random);
        network.AddToLogits(taken);
        long before = Alone.LiveTensors();

        double shift = Shift(network, new PhotoMaskLimits(0.01, 0.9));

        shift.ShouldBe(-taken, 0.3); // the outline's logits are that far apart at the most
        TorchRuntime.LiveTensors.ShouldBe(before);
    }

    [Fact]
    public void WithoutATrustedMaskNothingIsAdded() => Shift(_teacher, new PhotoMaskLimits(0.9, 0.95)).ShouldBe(0);

    [Fact]
    public void ItCanBeEnded()
        => Should.Throw<OperationCanceledException>(() => Shift(_teacher, new PhotoMaskLimits(0.01, 0.9), new CancellationToken(canceled: true)));

    private double Shift(Segmenter network, PhotoMaskLimits limits, CancellationToken? cancellation = null)
    {
        using var predictor = new SegmenterPredictor(_teacher, Side, PackFit.Stretch, ScalarType.Float32, Device.Cpu);
        var lessons = new FoundLessons(_batches, new PhotoSegmenter(predictor, PhotoSegmenterOptions.Plain with { Mirror = true }), limits);
        return AreaCalibration.Shift(network, lessons, ScalarType.Float32, Device.Cpu, cancellation ?? TestContext.Current.CancellationToken);
    }
}
