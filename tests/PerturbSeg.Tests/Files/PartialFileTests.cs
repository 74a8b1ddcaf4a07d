using PerturbSeg.Files;
using PerturbSeg.Tests.Shared;

namespace PerturbSeg.Tests.Files;

public sealed class PartialFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_nobody_writes_any_more_is_removed_and_what_somebody_writes_is_not()
    {
        using var written = PartialFile.Write(_folder.At("a.png"), stream => stream.WriteByte(1));
        string[] left = [_folder.Write("a.png.pseg-01234567", [1]), _folder.Write("sub/b.png.pseg-0a1b2c3d", [1])];
        string[] own = [_folder.Write("c.partial-photo.jpg", [1]), _folder.Write("thesis.partial-1", [1]), _folder.Write("backup.partial-20240101", [1]), _folder.Write("a.pseg-12", [1])];
        PartialFile.RemoveStray(_folder.Root);
        left.ShouldAllBe(path => !File.Exists(path));
        own.ShouldAllBe(path => File.Exists(path));
        written.Commit();
        File.ReadAllBytes(_folder.At("a.png")).ShouldBe([1]);
    }

    [Fact]
    public void A_folder_that_is_gone_meanwhile_is_told_as_what_cannot_be_written()
        => Should.Throw<FileWriteException>(() => AtomicFile.Write(_folder.At("sub/a.png"), _ => Directory.Delete(_folder.At("sub"), recursive: true)))
            .Message.ShouldContain(_folder.At("sub/a.png"));

    [Fact]
    public void Of_a_named_file_only_its_own_are_removed()
    {
        string own = _folder.Write("a.png.pseg-0000000a", [1]), others = _folder.Write("b.png.pseg-0000000a", [1]);
        PartialFile.RemoveStray(_folder.Root, "a.png");
        File.Exists(own).ShouldBeFalse();
        File.Exists(others).ShouldBeTrue();
    }

    [Fact]
    public void Scratch_has_no_name_that_a_kill_could_leave()
    {
        using Stream scratch = PartialFile.OpenScratch(_folder.At("set.safetensors"));
        Directory.GetFiles(_folder.Root).ShouldBeEmpty();
        byte[] bytes = [.. Enumerable.Range(0, 100_000).Select(i => (byte)i)];
        scratch.Write(bytes);
        scratch.Position = 0;
        byte[] read = new byte[bytes.Length];
        scratch.ReadExactly(read);
        read.ShouldBe(bytes);
    }

    [Fact]
    public void Every_step_that_fails_leaves_the_earlier_file_and_no_other_and_says_why()
    {
        string path = _folder.Write("a.bin", [7]);
        byte[] content = new byte[200_000];
        int steps;
        using (var count = WriteFault.DiskFull(step: 0))
        {
            AtomicFile.Write(path, stream => stream.Write(content));
            steps = count.Steps;
        }

        steps.ShouldBe(4); // it is opened, written, synced and renamed
        (Func<int, WriteFault> Arm, bool IsOfDisk, string Says)[] ways =
        [
            (WriteFault.DiskFull, true, "because the disk is full: make room, and run it again."),
            (WriteFault.InputOutput, true, "because the disk reports an error: check it, and run it again."),
            (WriteFault.Denied, false, ": choose a place that you may write to."),
        ];
        foreach ((Func<int, WriteFault> arm, bool isOfDisk, string says) in ways)
        {
            for (int step = 1; step <= steps; step++)
            {
                File.WriteAllBytes(path, [7]);
                using WriteFault fault = arm(step);
                FileWriteException failure = Should.Throw<FileWriteException>(() => AtomicFile.Write(path, stream => stream.Write(content)));
                failure.IsOfDisk.ShouldBe(isOfDisk);
                failure.Message.ShouldStartWith($"'{path}' cannot be written");
                failure.Message.ShouldEndWith(says);
                Directory.GetFiles(_folder.Root).ShouldBe([path]);
                File.ReadAllBytes(path).ShouldBe([7]);
            }
        }
    }
}
