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
        string[] left = [_folder.Write("scores.csv.pseg-00000001", [1]), _folder.Write("output.pseg-00000003", [1]), _folder.Write("masks/sub/a-mask.png.pseg-00000002", [1])];
        OutputPlace.CheckFile(_folder.At("scores.csv"));
        OutputPlace.CheckFolder(_folder.At("masks"));
        OutputPlace.CheckFolder(_folder.At("not/yet/there")); // tried where it would be made
        left.ShouldAllBe(path => !File.Exists(path));
    }

    [Fact]
    public void In_a_folder_that_others_write_to_what_is_young_stays()
    {
        string young = _folder.Write("masks/a.png.pseg-00000001", [1]), old = _folder.Write("masks/b.png.pseg-00000002", [1]);
        File.SetLastWriteTimeUtc(old, DateTime.UtcNow.AddMinutes(-2));
        OutputPlace.CheckFolder(_folder.At("masks"), shared: true);
        (File.Exists(young), File.Exists(old)).ShouldBe((true, false));
    }

    [Fact]
    public void A_folder_is_no_file_and_a_file_is_no_folder()
    {
        string file = _folder.Write("file", [1]);
        Should.Throw<UserErrorException>(() => OutputPlace.CheckFile(_folder.Root)).Message.ShouldContain("is a folder: name a file");
        Should.Throw<UserErrorException>(() => OutputPlace.CheckFile(Path.Combine(file, "a.csv"))).Message.ShouldContain("is a file: name a folder");
        Should.Throw<UserErrorException>(() => OutputPlace.CheckFolder(file)).Message.ShouldContain("is a file: name a folder");
        Should.Throw<UserErrorException>(() => OutputPlace.CheckFile(_folder.At("sets/"))).Message.ShouldContain("is a folder: name a file to write in it");
    }

    [Fact]
    public void A_variable_that_was_never_set_names_no_place()
    {
        const string Sentence = "The place to write to is '', which names none: name a file or folder.";
        Should.Throw<UserErrorException>(() => OutputPlace.CheckFile("")).Message.ShouldBe(Sentence);
        Should.Throw<UserErrorException>(() => OutputPlace.CheckFolder("")).Message.ShouldBe(Sentence);
        Should.Throw<UserErrorException>(() => FolderLock.Take("")).Message.ShouldBe(Sentence);
    }

    [Fact]
    public void A_device_is_not_replaced_by_a_file()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Devices of Windows are no paths.");
        Should.Throw<UserErrorException>(() => OutputPlace.CheckFile("/dev/null")).Message.ShouldBe("'/dev/null' is a device, and a file would take its place: name a file.");
    }

    [Fact]
    public void A_disk_that_is_full_already_is_told_before_the_work()
    {
        using var full = WriteFault.DiskFull(step: 1);
        Should.Throw<FileWriteException>(() => OutputPlace.CheckFile(_folder.At("a.csv"))).IsOfDisk.ShouldBeTrue();
    }
}
