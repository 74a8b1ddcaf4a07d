using PerturbSeg.Tests.Shared;
using PerturbSeg.Training.Scoring;

namespace PerturbSeg.Training.Tests.Scoring;

public sealed class ReferenceCacheTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void What_was_kept_is_found_bit_for_bit_under_its_own_fingerprints_alone()
    {
        var cache = new ReferenceCache(_folder.At("cache"));
        ReferenceFeatures kept = ReferenceFeatures.Of(GaussianVectors.Draw(1, 9, 4));
        cache.Find(GaussianVectors.Features, "photos", 9).ShouldBeNull();
        cache.Keep("photos", kept);
        ReferenceFeatures found = cache.Find(GaussianVectors.Features, "photos", 9).ShouldNotBeNull();
        found.Vectors.Values.ShouldBe(kept.Vectors.Values);
        found.Statistics.Mean.ShouldBe(kept.Statistics.Mean);
        found.Statistics.Covariance.ShouldBe(kept.Statistics.Covariance);
        cache.Find(GaussianVectors.Features, "photos", 8).ShouldBeNull();
        cache.Find(GaussianVectors.Features, "others", 9).ShouldBeNull();
        cache.Find("others", "photos", 9).ShouldBeNull();
    }

    [Fact]
    public void A_damaged_file_counts_as_absent_and_is_replaced()
    {
        var cache = new ReferenceCache(_folder.Root);
        ReferenceFeatures kept = ReferenceFeatures.Of(GaussianVectors.Draw(2, 9, 4));
        cache.Keep("photos", kept);
        string file = Directory.GetFiles(_folder.Root).ShouldHaveSingleItem();
        File.WriteAllBytes(file, File.ReadAllBytes(file)[..^8]);
        cache.Find(GaussianVectors.Features, "photos", 9).ShouldBeNull();
        cache.Keep("photos", kept);
        cache.Find(GaussianVectors.Features, "photos", 9).ShouldNotBeNull();
    }

    [Fact]
    public void A_folder_that_cannot_be_written_is_no_failure()
    {
        string file = _folder.Write("file", [1]);
        new ReferenceCache(Path.Combine(file, "cache")).Keep("photos", ReferenceFeatures.Of(GaussianVectors.Draw(3, 9, 4)));
    }

    public void Dispose() => _folder.Dispose();
}
