using PerturbSeg.PhotoLists;
using PerturbSeg.Tests.Shared;

namespace PerturbSeg.Tests.PhotoLists;

public sealed class PhotoTasksTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void FoldersInAFolderAreKept()
    {
        Touch("photos/b.jpg", "photos/sub/a.png", "photos/notes.txt");
        Names(["photos"]).ShouldBe(["b", "sub/a"]);
    }

    [Fact]
    public void PhotosThatDifferInTheEndingAloneKeepIt()
    {
        Touch("photos/a.jpg", "photos/a.png", "photos/b.png");
        Names(["photos"]).ShouldBe(["a.jpg", "a.png", "b"]);
    }

    [Fact]
    public void NamesThatWouldMeetKeepTheirEndings()
    {
        Touch("photos/a.jpg", "photos/a.jpg.png", "photos/a.png", "photos/b.jpg.png");
        Names(["photos"]).ShouldBe(["a.jpg", "a.jpg.png", "a.png", "b.jpg"]);
    }

    [Fact]
    public void NamesThatDifferInTheSizeOfLettersAloneKeepTheirEndings()
    {
        Touch("photos/IMG_1.JPG", "photos/img_1.png");
        PhotoTasks.List([_folder.At("photos")], _folder.At("out")).Select(task => task.OutputName).ShouldBe(["IMG_1.JPG", "img_1.png"], ignoreOrder: true);
    }

    [Fact]
    public void AFolderThatMayBeEmptyIsWaitedFor()
    {
        Touch("empty/notes.txt", "out/a-mask.png");
        PhotoTasks.List([_folder.At("empty")], _folder.At("out"), mayBeEmpty: true).ShouldBeEmpty();
        PhotoTasks.List([_folder.At("out")], _folder.At("out"), mayBeEmpty: true).ShouldBeEmpty();
    }

    [Fact]
    public void SeveralFoldersAreToldApartByTheirNames()
    {
        Touch("cats/a.jpg", "dogs/a.jpg", "single.png");
        Names(["cats", "dogs", "single.png"]).ShouldBe(["cats/a", "dogs/a", "single"]);
    }

    [Fact]
    public void EarlierOutputsAreNoPhotos()
    {
        Touch("photos/a.jpg", "photos/out/a-mask.png");
        Names(["photos"], "photos/out").ShouldBe(["a"]);
    }

    [Fact]
    public void AnOutputFolderThatIsALinkToThePhotosIsTheirFolder()
    {
        Touch("photos/a.jpg", "photos/a-mask.png");
        Directory.CreateSymbolicLink(_folder.At("link"), _folder.At("photos"));
        Should.Throw<UserErrorException>(() => Names(["photos"], "link")).Message.ShouldContain("choose another folder");
        Should.Throw<UserErrorException>(() => Names(["link"], "photos")).Message.ShouldContain("choose another folder");
    }

    [Fact]
    public void TheSameOutputTwiceIsRefused()
    {
        Touch("one/a.jpg", "two/a.jpg");
        Should.Throw<UserErrorException>(() => Names(["one/a.jpg", "two/a.jpg"])).Message.ShouldContain("same outputs");
    }

    [Fact]
    public void NothingToSegmentIsRefused()
    {
        Touch("empty/notes.txt", "table.csv");
        Should.Throw<UserErrorException>(() => Names(["empty"])).Message.ShouldContain("holds no photos");
        Should.Throw<UserErrorException>(() => Names(["nowhere"])).Message.ShouldContain("no file or folder");
        Should.Throw<UserErrorException>(() => Names(["table.csv"])).Message.ShouldContain("is no photo");
    }

    private void Touch(params string[] names)
    {
        foreach (string name in names)
            _folder.Write(name, []);
    }

    private string[] Names(string[] paths, string output = "out")
        => [.. PhotoTasks.List([.. paths.Select(_folder.At)], _folder.At(output)).Select(task => task.OutputName)];
}
