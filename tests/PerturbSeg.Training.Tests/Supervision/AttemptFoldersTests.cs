using PerturbSeg.Tests.Shared;
using PerturbSeg.Training.Supervision;

namespace PerturbSeg.Training.Tests.Supervision;

public sealed class AttemptFoldersTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _run;
    private readonly AttemptFolders _folders;

    public AttemptFoldersTests()
    {
        _run = _folder.At("run");
        _folders = new AttemptFolders(_run);
        Directory.CreateDirectory(Path.Combine(_run, "samples"));
        File.WriteAllText(Path.Combine(_run, "config.json"), "first");
        File.WriteAllText(Path.Combine(_run, "samples", "a.png"), "picture");
    }

    [Fact]
    public void AnAttemptPutAsideLeavesTheRunFolderFreeAndComesBackWhole()
    {
        _folders.Count.ShouldBe(0);
        _folders.PutAside(1);

        _folders.Count.ShouldBe(1);
        Directory.GetFileSystemEntries(_run).ShouldHaveSingleItem();
        File.ReadAllText(Path.Combine(_folders.PathOf(1), "samples", "a.png")).ShouldBe("picture");

        _folders.BringBack(1);
        _folders.Count.ShouldBe(0);
        File.ReadAllText(Path.Combine(_run, "config.json")).ShouldBe("first");
        File.ReadAllText(Path.Combine(_run, "samples", "a.png")).ShouldBe("picture");
    }

    public void Dispose() => _folder.Dispose();
}
