using System.Diagnostics;
using PerturbSeg.Photos;
using PerturbSeg.Tests.Shared;

namespace PerturbSeg.Tests.Photos;

public sealed class FolderWalkTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Files_come_by_name_with_their_folders_and_hidden_ones_do_not()
    {
        Touch("b.jpg", "a/z.jpg", "a.jpg", ".hidden.jpg", ".cache/c.jpg");
        Names().ShouldBe(["a.jpg", "a/z.jpg", "b.jpg"]);
    }

    [Fact]
    public void Links_in_circles_end_and_every_file_comes_once()
    {
        Touch("real/a.jpg", "real/sub/b.jpg");
        Directory.CreateSymbolicLink(_folder.At("real/itself"), _folder.At("real"));
        Directory.CreateSymbolicLink(_folder.At("real/sub/up"), _folder.At("real/sub"));
        Directory.CreateSymbolicLink(_folder.At("again"), _folder.At("real"));
        File.CreateSymbolicLink(_folder.At("c.jpg"), _folder.At("real/a.jpg"));
        File.CreateSymbolicLink(_folder.At("nowhere.jpg"), _folder.At("missing.jpg"));
        File.CreateSymbolicLink(_folder.At("circle.jpg"), _folder.At("circle.jpg"));
        Names().Select(name => Path.GetFileName(name)).Order().Count(name => name is "a.jpg" or "c.jpg").ShouldBe(1);
        Names().Length.ShouldBe(2);
        FolderWalk.Of(_folder.Root, TestContext.Current.CancellationToken).Repeated.Count.ShouldBe(1);
        FolderWalk.Of(_folder.At("again"), TestContext.Current.CancellationToken).Names.ShouldBe(["a.jpg", "sub/b.jpg"]); // a link may be named itself
    }

    [Fact]
    public void Of_the_names_of_one_file_its_own_counts_and_of_links_the_first()
    {
        Touch("z.jpg");
        using var store = new TemporaryFolder();
        store.Write("blob", [1]);
        foreach (string name in (string[])["c.jpg", "b.jpg", "d.jpg"])
            File.CreateSymbolicLink(_folder.At(name), store.At("blob"));
        File.CreateSymbolicLink(_folder.At("a.jpg"), _folder.At("z.jpg"));
        Names().ShouldBe(["b.jpg", "z.jpg"]);
        FolderWalk.Of(_folder.Root, TestContext.Current.CancellationToken).Repeated.ShouldBe(["a.jpg", "c.jpg", "d.jpg"]);
        new PhotoFolder(_folder.Root).LeftOut.ShouldHaveSingleItem().Reason.ShouldBe("another name of a photo that is there too, 3 files");
    }

    [Fact]
    public void A_link_to_a_folder_elsewhere_is_followed()
    {
        using var elsewhere = new TemporaryFolder();
        elsewhere.Write("a.jpg", [1]);
        Directory.CreateSymbolicLink(_folder.At("linked"), elsewhere.Root);
        Names().ShouldBe(["linked/a.jpg"]);
    }

    [Fact]
    public void Real_paths_have_no_links_in_them()
    {
        Touch("real/a.jpg");
        Directory.CreateSymbolicLink(_folder.At("link"), _folder.At("real"));
        string root = FolderWalk.RealPath(_folder.Root);
        FolderWalk.RealPath(_folder.At("link/new")).ShouldBe(Path.Combine(root, "real", "new"));
        FolderWalk.RealPath(_folder.At("link") + Path.DirectorySeparatorChar).ShouldBe(Path.Combine(root, "real"));
    }

    [Fact]
    public void Names_that_are_not_utf8_are_told()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() || OperatingSystem.IsMacOS(), "Names are Unicode there.");
        Touch("a.jpg", "caf\uFFFD.jpg"); // the second one is called like that
        Shell("printf x > \"$(printf 'bad\\377.jpg')\"");
        var walk = FolderWalk.Of(_folder.Root, TestContext.Current.CancellationToken);
        walk.Names.ShouldBe(["a.jpg", "caf\uFFFD.jpg"]);
        walk.Unnamed.ShouldBe(["bad\uFFFD.jpg"]);
        using var folder = new PhotoFolder(_folder.Root, cancellation: TestContext.Current.CancellationToken);
        folder.LeftOut.ShouldHaveSingleItem().Reason.ShouldBe("its name is not UTF-8: rename it");
        Shell("rm bad*"); // what .NET cannot open it cannot delete
    }

    [Fact]
    public void A_walk_can_be_ended()
    {
        Touch("a.jpg");
        Should.Throw<OperationCanceledException>(() => FolderWalk.Of(_folder.Root, new CancellationToken(canceled: true)));
    }

    private void Shell(string command)
    {
        using var process = Process.Start(new ProcessStartInfo("sh", ["-c", command]) { WorkingDirectory = _folder.Root });
        process!.WaitForExit();
    }

    private string[] Names() => [.. FolderWalk.Of(_folder.Root, TestContext.Current.CancellationToken).Names];

    private void Touch(params string[] names)
    {
        foreach (string name in names)
            _folder.Write(name, [1]);
    }
}
