using PerturbSeg.Tests.Shared;
using PerturbSeg.Training.Runs;
using PerturbSeg.Training.Supervision;
using PerturbSeg.Training.Tests.Runs;

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

    [Fact]
    public void FoldersOfOthersAreNoAttempts()
    {
        File.Delete(Path.Combine(_run, "config.json"));
        _folder.Write("run/attempts/1/notes.txt", [1]);
        _folders.Mend();
        File.Exists(_folder.At("run/attempts/1/notes.txt")).ShouldBeTrue();
    }

    [Fact]
    public void MasksThatWereMendedAndOtherFilesAreOfNoAttempt()
    {
        Directory.CreateDirectory(Path.Combine(_run, "corrections"));
        File.WriteAllText(Path.Combine(_run, "corrections", "a.json"), "mended");
        File.WriteAllText(Path.Combine(_run, "notes.txt"), "mine");
        File.WriteAllText(Path.Combine(_run, "segmenter.onnx"), "fitted");

        _folders.PutAside(1);
        File.ReadAllText(Path.Combine(_run, "corrections", "a.json")).ShouldBe("mended");
        File.ReadAllText(Path.Combine(_run, "notes.txt")).ShouldBe("mine");
        File.ReadAllText(Path.Combine(_folders.PathOf(1), "segmenter.onnx")).ShouldBe("fitted");

        Directory.CreateDirectory(Path.Combine(_folders.PathOf(1), "corrections")); // as an earlier version put them aside
        _folders.BringBack(1);
        File.ReadAllText(Path.Combine(_run, "config.json")).ShouldBe("first");
        File.ReadAllText(Path.Combine(_run, "corrections", "a.json")).ShouldBe("mended");
        _folders.Mend();
        _folders.Count.ShouldBe(0);
    }

    [Theory]
    [InlineData("samples", "attempts/1/samples")] // put aside in part
    [InlineData("samples config.json", "attempts/1/samples attempts/1/config.json")] // put aside, and the next not begun
    [InlineData("samples config.json", "attempts/1.returning/samples attempts/1.returning/config.json")] // not yet brought back
    [InlineData("config.json", "attempts/1.returning/config.json")] // brought back in part
    public void AnAttemptThatAKillLeftHalfMovedIsThePresentOneAgain(string moved, string to)
    {
        foreach ((string from, string place) in moved.Split(' ').Zip(to.Split(' ')))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(_run, place))!);
            Directory.Move(Path.Combine(_run, from), Path.Combine(_run, place));
        }

        _folders.Mend();
        _folders.Count.ShouldBe(0);
        File.ReadAllText(Path.Combine(_run, "config.json")).ShouldBe("first");
        File.ReadAllText(Path.Combine(_run, "samples", "a.png")).ShouldBe("picture");
        _folders.Mend();
        _folders.PutAside(1);
        File.WriteAllText(Path.Combine(_run, "config.json"), "second");
        _folders.Mend(); // nothing to do
        _folders.Count.ShouldBe(1);
        File.ReadAllText(Path.Combine(_run, "config.json")).ShouldBe("second");
    }

    [Fact]
    public void ANewAttemptTakesThePlaceOfThePresentOneOnceItHasWhatItBeginsWith()
    {
        RunFolder begun = _folders.Replace(1, TinyTraining.Configuration(TinyTraining.Options), next =>
        {
            File.ReadAllText(Path.Combine(_run, "config.json")).ShouldBe("first"); // still there
            File.WriteAllText(next.SegmenterPath, "new");
        });
        begun.FolderPath.ShouldBe(_run);
        File.ReadAllText(begun.SegmenterPath).ShouldBe("new");
        File.ReadAllText(Path.Combine(_folders.PathOf(1), "config.json")).ShouldBe("first");
        (_folders.Count, _folders.Next).ShouldBe((1, 2));
    }

    [Fact]
    public void WhatCannotBeBegunLeavesThePresentAttemptAsItIs()
    {
        Should.Throw<IOException>(() => _folders.Replace(1, TinyTraining.Configuration(TinyTraining.Options), _ => throw new IOException("full")));
        _folders.Mend();
        _folders.Count.ShouldBe(0);
        File.ReadAllText(Path.Combine(_run, "config.json")).ShouldBe("first");
        Directory.GetDirectories(Path.Combine(_run, "attempts")).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("", "first")] // killed before the present one was put aside
    [InlineData("samples", "first")] // put aside in part
    [InlineData("samples config.json", "second")] // put aside
    public void AKillOnTheWayToANewAttemptLeavesTheOneOrTheOther(string moved, string present)
    {
        string next = Path.Combine(_run, "attempts", "next");
        Directory.CreateDirectory(Path.Combine(next, "checkpoints"));
        File.WriteAllText(Path.Combine(next, "config.json"), "second");
        Directory.CreateDirectory(_folders.PathOf(1));
        foreach (string entry in moved.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            Directory.Move(Path.Combine(_run, entry), Path.Combine(_folders.PathOf(1), entry));

        _folders.Mend();

        File.ReadAllText(Path.Combine(_run, "config.json")).ShouldBe(present);
        Directory.Exists(Path.Combine(_run, present == "first" ? "samples" : "checkpoints")).ShouldBeTrue();
        _folders.Count.ShouldBe(present == "first" ? 0 : 1);
        Directory.Exists(next).ShouldBeFalse();
    }

    public void Dispose() => _folder.Dispose();
}
