using System.Text;
using PerturbSeg.Corrections;
using PerturbSeg.Files;
using PerturbSeg.PhotoLists;
using PerturbSeg.Tests.Shared;

namespace PerturbSeg.Tests.Corrections;

public sealed class CorrectionNamesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly CorrectionFolder _corrections;

    public CorrectionNamesTests()
    {
        _corrections = new CorrectionFolder(_folder.At("corrections"));
        Touch("A/a.jpg", "A/sub/b.jpg");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_decision_has_the_name_of_the_photos_outputs()
        => Names("A").ShouldBe(["a", "sub/b"]);

    [Fact]
    public void It_keeps_that_name_when_a_photo_of_the_same_stem_joins()
    {
        Decide("A");
        Touch("A/a.png");
        Names("A").ShouldBe(["a", "a.png", "sub/b"]);
    }

    [Fact]
    public void And_when_another_folder_joins_or_leaves()
    {
        Decide("A");
        Touch("B/c.jpg", "B/sub/b.jpg");
        Names("A", "B").ShouldBe(["a", "sub/b", "B/c", "B/sub/b"]);
        Names("B").ShouldBe(["c", "sub/b"]); // where the decision on the other one lies: its digest tells
        Touch("C/d.jpg");
        Names("B", "C").ShouldBe(["B/c", "B/sub/b", "C/d"]);
        Directory.Delete(_corrections.FolderPath, recursive: true);
        Decide("A", "B");
        Names("B").ShouldBe(["B/c", "B/sub/b"]);
    }

    [Fact]
    public void One_of_before_digests_is_found_by_a_name_that_no_other_photo_has()
    {
        Decide(digest: null, "A");
        Touch("B/c.jpg", "B/sub/b.jpg");
        Names("A", "B").ShouldBe(["a", "A/sub/b", "B/c", "B/sub/b"]);
    }

    private string[] Names(params string[] folders)
    {
        PhotoList photos = List(folders);
        var names = new CorrectionNames(_corrections, photos);
        return [.. photos.Select(names.Of)];
    }

    private void Decide(params string[] folders) => Decide(FileDigest.Of, folders);

    private void Decide(Func<string, string?>? digest, params string[] folders)
    {
        foreach (PhotoTask photo in List(folders))
        {
            var decision = new Correction { Photo = photo.EntryName, Decision = CorrectionDecision.Rejected, Digest = digest?.Invoke(photo.Path), Width = 1, Height = 1, Decided = DateTime.UnixEpoch, Version = 0 };
            _corrections.TryDecide(photo.OutputName, CorrectionFolder.NoDecision, decision, mask: null, out _).ShouldBeTrue();
        }
    }

    private PhotoList List(string[] folders) => PhotoTasks.List([.. folders.Select(_folder.At)], _corrections.FolderPath);

    private void Touch(params string[] names)
    {
        foreach (string name in names)
            _folder.Write(name, Encoding.UTF8.GetBytes(name));
    }
}
