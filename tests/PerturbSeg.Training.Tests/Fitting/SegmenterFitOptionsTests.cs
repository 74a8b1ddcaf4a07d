using PerturbSeg.Masks;
using PerturbSeg.Training.Fitting;

namespace PerturbSeg.Training.Tests.Fitting;

public sealed class SegmenterFitOptionsTests
{
    private static readonly SegmenterFitOptions Default = new();

    public static TheoryData<string, SegmenterFitOptions> OutOfRange { get; } = new()
    {
        { nameof(SegmenterFitOptions.BatchSize), Default with { BatchSize = 0 } },
        { nameof(SegmenterFitOptions.Channels), Default with { Channels = 0 } },
        { nameof(SegmenterFitOptions.PeakLearningRate), Default with { PeakLearningRate = 0 } },
        { nameof(SegmenterFitOptions.PhotosFrom), Default with { PhotosFrom = 1.1 } },
        { nameof(PhotoMaskLimits.LargestShare), Default with { Limits = new PhotoMaskLimits(0.03, double.NaN) } },
        { nameof(PhotoMaskLimits.LargestShare), Default with { Limits = new PhotoMaskLimits(0.03, 0) } },
        { nameof(SegmenterFitOptions.PhotosPerStep), Default with { PhotoShare = 0.99 } },
        { nameof(SegmenterFitOptions.RearrangedShare), Default with { RearrangedShare = -0.1 } },
        { nameof(SegmenterFitOptions.PhotoShare), Default with { PhotoShare = 1 } },
        { nameof(SegmenterFitOptions.AverageDecay), Default with { AverageDecay = 1 } },
        { nameof(PhotoMaskLimits.SmallestShare), Default with { Limits = new PhotoMaskLimits(-1, 0.75) } },
    };

    [Fact]
    public void TheDefaultsAreInRange() => Should.NotThrow(Default.Validate);

    [Theory]
    [MemberData(nameof(OutOfRange))]
    public void AValueOutOfItsRangeIsNamed(string name, SegmenterFitOptions options)
        => Should.Throw<ArgumentOutOfRangeException>(options.Validate).ParamName.ShouldNotBeNull().ShouldEndWith(name);
}
