using PerturbSeg.Files;
using PerturbSeg.Tests.Shared;

namespace PerturbSeg.Tests.Files;

public sealed class OutputPlaceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_place_that_can_be_written_is_left_as_it_was()
    {
        OutputPlace.CheckFile(_folder.At("a/b/scores.csv"));
        OutputPlace.CheckFolder(_folder.At("c/masks"));
        Directory.GetFileSystemEntries(_folder.Root).ShouldBeEmpty();
    }

    [Fact]
    public void What_killed_processes_left_there_is_removed()
    {
        string[] left = [_folder.Write("scores.csv.partial-1", [1]), _folder.Write("output.partial-3", [1]), _folder.Write("masks/sub/a-mask.png.partial-2", [1])];
        OutputPlace.CheckFile(_folder.At("scores.csv"));
        OutputPlace.CheckFolder(_folder.At("masks"));
        OutputPlace.CheckFolder(_folder.At("not/yet/there")); // tried where it would be made
        left.ShouldAllBe(path => !File.Exists(path));
    }

    [Fact]
    public void A_folder_is_no_file_and_a_file_is_no_folder()
    {
        string file = _folder.Write("file", [1]);
        Should.Throw<UserErrorException>(() => OutputPlace.CheckFile(_folder.Root)).Message.ShouldContain("is a folder: name a file");
        Should.Throw<UserErrorException>(() => OutputPlace.CheckFile(Path.Combine(file, "a.csv"))).Message.ShouldContain("is a file: name a folder");
        Should.Throw<UserErrorException>(() => OutputPlace.CheckFolder(file)).Message.ShouldContain("is a file: name a folder");
    }

    [Fact]
    public void A_disk_that_is_full_already_is_told_before_the_work()
    {
        using var full = WriteFault.DiskFull(step: 1);
        Should.Throw<FileWriteException>(() => OutputPlace.CheckFile(_folder.At("a.csv"))).IsOfDisk.ShouldBeTrue();
    }
}
