using PerturbSeg.Tests.Shared;
using PerturbSeg.Torch;
using PerturbSeg.Training.PackedSets;
using PerturbSeg.Training.Scoring;
using PerturbSeg.Training.Tests.PackedSets;

namespace PerturbSeg.Training.Tests.Scoring;

public sealed class PhotoSampleTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Each_photo_comes_once_whatever_the_batches()
    {
        using PackedSetMixture set = Set(count: 10);
        PhotoSample.CountOf(set).ShouldBe(10);
        byte[] once = Numbers(new PhotoSample(set, mirror: true, seed: 3), 10);
        once.Order().ShouldBe(Enumerable.Range(0, 10).Select(i => (byte)i));
        var parts = new PhotoSample(set, mirror: true, seed: 3);
        Numbers(parts, 4).Concat(Numbers(parts, 6)).ShouldBe(once);
        Numbers(new PhotoSample(set, mirror: true, seed: 3, first: 4), 6).ShouldBe(once[4..]);
    }

    [Fact]
    public void A_fingerprint_is_that_of_the_images_drawn()
    {
        using PackedSetMixture set = Set(count: 10);
        string fingerprint = new PhotoSample(set, mirror: true, seed: 3).Fingerprint(8, TestContext.Current.CancellationToken);
        new PhotoSample(set, mirror: true, seed: 3).Fingerprint(8, TestContext.Current.CancellationToken).ShouldBe(fingerprint);
        new PhotoSample(set, mirror: true, seed: 3).Fingerprint(9, TestContext.Current.CancellationToken).ShouldNotBe(fingerprint);
        new PhotoSample(set, mirror: true, seed: 4).Fingerprint(8, TestContext.Current.CancellationToken).ShouldNotBe(fingerprint);
        new PhotoSample(set, mirror: false, seed: 3).Fingerprint(8, TestContext.Current.CancellationToken).ShouldNotBe(fingerprint);
    }

    public void Dispose() => _folder.Dispose();

    // The first channel holds the number of the photo.
    private static byte[] Numbers(PhotoSample sample, int count)
    {
        using var scope = new TensorScope();
        Tensor images = sample.Next(count);
        return PixelBytes.Of(images.Slice(1, 0, 1).Slice(2, 0, 1).Slice(3, 0, 1)).ToArray<byte>();
    }

    private PackedSetMixture Set(int count)
    {
        PackedSetFile.Write(_folder.At("set.safetensors"), count, side: 9, resolution: 8);
        return PackedSetMixture.Open(_folder.At("set.safetensors"));
    }
}
