using PerturbSeg.Files;
using PerturbSeg.Tests.Shared;

namespace PerturbSeg.Tests.Files;

public sealed class FolderLockTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_second_writer_is_told_until_the_first_has_ended()
    {
        string run = _folder.At("run");
        using (var first = FolderLock.Take(run))
        {
            _folder.Write("run/a", [1]);
            Should.Throw<UserErrorException>(() => FolderLock.Take(run)).Message
                .ShouldBe($"Another process is writing '{run}': wait until it has ended, or choose another folder.");
        }

        using var second = FolderLock.Take(run);
    }

    [Fact]
    public void A_file_is_no_folder()
    {
        string file = _folder.Write("file", [1]);
        foreach (string folder in (string[])[file, Path.Combine(file, "run")])
            Should.Throw<UserErrorException>(() => FolderLock.Take(folder)).Message.ShouldBe($"'{file}' is a file: name a folder to write to.");
    }

    [Fact]
    public async Task Who_has_patience_gets_it_next()
    {
        string run = _folder.At("run");
        var first = FolderLock.Take(run);
        _folder.Write("run/a", [1]);
        Task<FolderLock> second = Task.Run(() => FolderLock.Take(run, TimeSpan.FromMinutes(1)), TestContext.Current.CancellationToken);
        await Task.Delay(50, TestContext.Current.CancellationToken);
        second.IsCompleted.ShouldBeFalse();
        first.Dispose();
        (await second).Dispose();
    }

    [Fact]
    public void A_folder_that_was_made_for_nothing_goes_and_one_that_was_there_stays()
    {
        FolderLock.Take(_folder.At("new")).Dispose();
        Directory.Exists(_folder.At("new")).ShouldBeFalse();
        Directory.CreateDirectory(_folder.At("old"));
        FolderLock.Take(_folder.At("old")).Dispose();
        Directory.Exists(_folder.At("old")).ShouldBeTrue();
    }

    [Fact]
    public void What_killed_processes_left_is_removed_by_the_next_writer()
    {
        string stray = _folder.Write("run/checkpoints/kimg.safetensors.pseg-0a1b2c3d", [1]), whole = _folder.Write("run/config.json", [2]);
        using var taken = FolderLock.Take(_folder.At("run"));
        File.Exists(stray).ShouldBeFalse();
        File.Exists(whole).ShouldBeTrue();
    }
}
