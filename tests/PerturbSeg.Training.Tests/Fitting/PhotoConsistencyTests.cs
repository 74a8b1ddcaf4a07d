using PerturbSeg.Masks;
using PerturbSeg.Tests.Shared;
using PerturbSeg.Torch;
using PerturbSeg.Training.Fitting;
using PerturbSeg.Training.PackedSets;
using PerturbSeg.Training.Tests.PackedSets;

namespace PerturbSeg.Training.Tests.Fitting;

/// <summary>Photos of a bright square on a dark ground, each at another place.</summary>
public sealed class PhotoConsistencyTests : IDisposable
{
    private const int Side = 16;
    private static readonly SegmenterFitOptions Options = new() { Limits = new PhotoMaskLimits(0.03, 0.6), Precision = ScalarType.Float32 };
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void MasksThatFollowTheObjectAgreeWithThemselvesWhereverItIs()
    {
        PhotoConsistency found = Measure(images => images.Mean([1], keep: true) * 10);
        found.SelfAgreement.ShouldBeGreaterThan(0.75);
        found.SilhouetteOverlap.ShouldBeLessThan(0.6);
    }

    [Fact]
    public void ASilhouetteKnownByHeartDoesNotMoveWithTheWindow()
    {
        PhotoConsistency found = Measure(images => Disc(images.Shape[0]));
        found.SilhouetteOverlap.ShouldBe(1);
        found.SelfAgreement.ShouldBeLessThan(0.5 * Measure(images => images.Mean([1], keep: true) * 10).SelfAgreement);
    }

    [Theory]
    [InlineData(-5)]
    [InlineData(5)]
    public void MasksOfNothingAndOfEverythingCountAsZero(double logit)
        => Measure(images => Tensor.Full([images.Shape[0], 1, Side, Side], logit)).SelfAgreement.ShouldBe(0);

    private PhotoConsistency Measure(Func<Tensor, Tensor> find)
    {
        string path = _folder.At("squares.safetensors");
        if (!File.Exists(path))
            PackedSetFile.Write(path, 32, Side, Side, Square);
        using PackedSetMixture set = PackedSetMixture.Open(path);
        using var photos = new BatchSource(set, new BatchOptions { BatchSize = 16, Seed = 1 });
        return PhotoConsistency.Measure(find, photos, Options, Device.Cpu, TestContext.Current.CancellationToken);
    }

    private static Tensor Disc(long count)
    {
        float[] logits = new float[Side * Side];
        for (int i = 0; i < logits.Length; i++)
            logits[i] = Math.Pow((i / Side) - 7.5, 2) + Math.Pow((i % Side) - 7.5, 2) < 16 ? 4 : -4;
        return Tensor.From<float>(logits, [1, 1, Side, Side], Device.Cpu).Expand(count, 1, Side, Side);
    }

    private static int Square(int photo, int channel, int row, int column)
    {
        int top = 2 + (photo % 6), left = 2 + (photo / 6);
        return row >= top && row < top + 7 && column >= left && column < left + 7 ? 230 : 30;
    }
}
