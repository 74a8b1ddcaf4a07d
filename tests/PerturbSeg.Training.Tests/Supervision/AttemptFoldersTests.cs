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
    public void ACheckpointIsNamedByWhereItLiesOnceItsAttemptIsPutAside()
    {
        string checkpoint = Path.Combine(_run, "checkpoints", "kimg-000056.000.safetensors");
        Directory.CreateDirectory(Path.GetDirectoryName(checkpoint)!);
        File.WriteAllText(checkpoint, "weights");
        string named = AttemptFolders.PathInRun(1, checkpoint);
        named.ShouldBe("attempts/1/checkpoints/kimg-000056.000.safetensors");
        _folders.PutAside(1);
        File.ReadAllText(Path.Combine(_run, named)).ShouldBe("weights");
    }

    public void Dispose() => _folder.Dispose();
}
