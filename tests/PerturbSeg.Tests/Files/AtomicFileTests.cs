using PerturbSeg.Files;
using PerturbSeg.Tests.Shared;

namespace PerturbSeg.Tests.Files;

public sealed class AtomicFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_file_is_created_with_its_folder_and_replaced_whole()
    {
        string path = _folder.At("a/b/file.txt");
        AtomicFile.WriteText(path, "first, longer");
        AtomicFile.WriteText(path, "second");
        File.ReadAllBytes(path).ShouldBe("second"u8.ToArray());
        Directory.GetFiles(Path.GetDirectoryName(path)!).ShouldBe([path]);
    }

    [Fact]
    public void Until_the_writing_ends_readers_see_the_earlier_file()
    {
        string path = _folder.At("file.txt");
        AtomicFile.WriteText(path, "before");
        AtomicFile.Write(path, stream =>
        {
            stream.Write("after"u8);
            stream.Flush();
            File.ReadAllText(path).ShouldBe("before");
        });
        File.ReadAllText(path).ShouldBe("after");
    }

    [Fact]
    public void A_line_after_one_that_was_cut_begins_anew()
    {
        string path = _folder.At("log.jsonl");
        AtomicFile.AppendLine(path, "one");
        File.AppendAllText(path, "tw"); // the disk was full
        AtomicFile.AppendLine(path, "three");
        File.ReadAllText(path).ShouldBe("one\ntw\nthree\n");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_disk_that_fills_up_midway_leaves_the_earlier_file_and_no_other(bool existed)
    {
        string path = _folder.At("file.txt");
        if (existed)
            AtomicFile.WriteText(path, "before");
        Should.Throw<IOException>(() => AtomicFile.Write(path, stream =>
        {
            stream.Write(new byte[100_000]);
            throw new IOException("No space left on device");
        })).Message.ShouldBe("No space left on device");
        Directory.GetFiles(_folder.Root).ShouldBe(existed ? [path] : []);
        if (existed)
            File.ReadAllText(path).ShouldBe("before");
    }
}
