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
public sealed class AreaCalibrationTests(AreaCalibrationTests.Teacher teacher) : IClassFixture<AreaCalibrationTests.Teacher>, IDisposable
{
    private const int Side = 16;
    private readonly BatchSource _batches = new(teacher.Photos, new BatchOptions { BatchSize = 8, Seed = 1 });

    public void Dispose() => _batches.Dispose();

    [Theory]
    [InlineData(-2)]
    [InlineData(0)]
    [InlineData(1.5)]
    public void WhatWasTakenFromAllLogitsIsGivenBack(double taken)
    {
        using var random = new RandomGenerator(1);
        using Segmenter network = teacher.Network.Copy(random);
        network.AddToLogits(taken);
        long before = Alone.LiveTensors();

        double shift = Shift(network, new PhotoMaskLimits(0.01, 0.9));

        shift.ShouldBe(-taken, 0.3); // the outline's logits are that far apart at the most
        TorchRuntime.LiveTensors.ShouldBe(before);
    }

    [Fact]
    public void WithoutATrustedMaskNothingIsAdded() => Shift(teacher.Network, new PhotoMaskLimits(0.9, 0.95)).ShouldBe(0);

    [Fact]
    public void ItCanBeEnded()
        => Should.Throw<OperationCanceledException>(() => Shift(teacher.Network, new PhotoMaskLimits(0.01, 0.9), new CancellationToken(canceled: true)));

    private double Shift(Segmenter network, PhotoMaskLimits limits, CancellationToken? cancellation = null)
    {
        using var predictor = new SegmenterPredictor(teacher.Network, Side, PackFit.Stretch, ScalarType.Float32, Device.Cpu);
        var lessons = new FoundLessons(_batches, new PhotoSegmenter(predictor, PhotoSegmenterOptions.Plain with { Mirror = true }), limits);
        return AreaCalibration.Shift(network, lessons, ScalarType.Float32, Device.Cpu, cancellation ?? TestContext.Current.CancellationToken);
    }

    /// <summary>What knows the discs: read and copied, never changed.</summary>
    public sealed class Teacher : IDisposable
    {
        private readonly TemporaryFolder _folder = new();

        public Teacher()
        {
            Photos = PairPhotos.Pack(new DiscPairs(Side), 64, _folder);
            var options = new SegmenterFitOptions { Steps = 100, Channels = 8, Augmentations = [], Precision = ScalarType.Float32, CutOuts = null };
            Network = SegmenterFit.Run(new DiscPairs(Side), options, cancellation: TestContext.Current.CancellationToken).Network;
        }

        public PackedSetMixture Photos { get; }

        public Segmenter Network { get; }

        public void Dispose()
        {
            Network.Dispose();
            Photos.Dispose();
            _folder.Dispose();
        }
    }
}
