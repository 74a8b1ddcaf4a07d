using PerturbSeg.Tests.Shared;
using PerturbSeg.Torch;
using PerturbSeg.Torch.Tests;
using PerturbSeg.Training.PackedSets;
using PerturbSeg.Training.Scoring;
using PerturbSeg.Training.Tests.Fitting;
using PerturbSeg.Training.Tests.PackedSets;

namespace PerturbSeg.Training.Tests.Scoring;

[Collection(Alone.Name)]
public sealed class GeneratorScoreTests : IDisposable
{
    private readonly TinyRun _tiny = new();
    private readonly TemporaryFolder _folder = new();
    private readonly PackedSetMixture _photos;

    public GeneratorScoreTests()
    {
        PackedSetFile.Write(_folder.At("set.safetensors"), count: 24, side: 9, resolution: 8);
        _photos = PackedSetMixture.Open(_folder.At("set.safetensors"));
    }

    [Fact]
    public void A_run_scores_the_same_with_and_without_the_cache_and_leaves_no_tensor()
    {
        using var features = new RandomFeatures();
        var plain = new GeneratorScoreOptions();
        GeneratorScore score = Score(_photos, features, plain);
        long before = Alone.LiveTensors();
        GeneratorScoreOptions cached = plain with { CacheFolder = _folder.At("cache") };
        Score(_photos, features, cached).ShouldBe(score);
        Directory.GetFiles(_folder.At("cache")).ShouldHaveSingleItem();
        Score(_photos, features, cached).ShouldBe(score);
        TorchRuntime.LiveTensors.ShouldBe(before);
        (score.Images, score.Dimensions, score.Features).ShouldBe((24, 352, features.Name));
        score.FrechetDistance.ShouldBeGreaterThan(0);
        score.Precision.ShouldBeInRange(0, 1);
        Score(_photos, features, plain with { Seed = 2 }).ShouldNotBe(score);
    }

    [Fact]
    public void Composites_are_8_bit_images_in_their_range()
    {
        (var generator, var training) = _tiny.Run.LoadGenerator(Device.Cpu);
        using (generator)
        using (var scope = new TensorScope())
        {
            Tensor images = new GeneratedSample(generator, training, seed: 1).Next(3);
            images.Shape.ToArray().ShouldBe([3, 3, 8, 8]);
            images.ShouldBeNear(PixelBytes.Rounded(images), 0);
            images.Values().ShouldAllBe(value => Math.Abs(value) <= 1);
        }
    }

    [Theory]
    [InlineData(15)]
    [InlineData(25)]
    public void Too_few_or_too_many_images_are_refused_with_the_range(int images)
    {
        using var features = new RandomFeatures();
        Should.Throw<UserErrorException>(() => Score(_photos, features, new GeneratorScoreOptions { Images = images }))
            .Message.ShouldBe($"{images} images are out of range: give 16 to 24, the number of photos.");
    }

    [Fact]
    public void Photos_that_do_not_suit_are_refused()
    {
        using var features = new RandomFeatures();
        Should.Throw<UserErrorException>(() => Score(_tiny.Photos, features, new GeneratorScoreOptions()))
            .Message.ShouldContain("6 photos");
        Dictionary<string, string> metadata = PackedSetFile.Metadata(24, 8);
        metadata["fit"] = "crop";
        PackedSetFile.Write(_folder.At("cropped.safetensors"), count: 24, side: 9, resolution: 8, metadata);
        using var cropped = PackedSetMixture.Open(_folder.At("cropped.safetensors"));
        Should.Throw<UserErrorException>(() => Score(cropped, features, new GeneratorScoreOptions()))
            .Message.ShouldContain("--fit stretch");
    }

    [Fact]
    public void Photos_with_more_pixels_are_halved()
    {
        using var features = new RandomFeatures();
        PackedSetFile.Write(_folder.At("larger.safetensors"), count: 24, side: 18, resolution: 16);
        using var larger = PackedSetMixture.Open(_folder.At("larger.safetensors"));
        Score(larger, features, new GeneratorScoreOptions()).Images.ShouldBe(24);
    }

    public void Dispose()
    {
        _photos.Dispose();
        _folder.Dispose();
        _tiny.Dispose();
    }

    private GeneratorScore Score(PackedSetMixture photos, IImageFeatures features, GeneratorScoreOptions options)
        => GeneratorScore.Of(_tiny.Run, photos, features, options, progress: null, TestContext.Current.CancellationToken);
}
