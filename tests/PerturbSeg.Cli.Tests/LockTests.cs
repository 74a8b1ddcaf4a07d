using PerturbSeg.Cli.Tests.Verbs;
using PerturbSeg.Files;

namespace PerturbSeg.Cli.Tests;

/// <summary>A folder has one writer at a time; who only reads is not kept out.</summary>
public sealed class LockTests(TinyTraining tiny) : IClassFixture<TinyTraining>
{
    [Fact]
    public async Task While_one_command_writes_a_folder_others_that_write_it_are_refused_in_one_sentence()
    {
        await TinyTraining.Succeed("fit", "--run", tiny.Run, "--steps", "1", "--threads", "1");
        string photos = tiny.At("photos/images"), masks = tiny.At("masks"), learnt = tiny.At("learnt"), study = tiny.At("study");
        (string Folder, string[] Command)[] writers =
        [
            (tiny.Run, ["train", "--data", tiny.Set, "--out", tiny.Run, "--resume", "--kimg", "0.012", "--threads", "1"]),
            (tiny.Run, ["fit", "--run", tiny.Run, "--steps", "1", "--threads", "1"]),
            (learnt, ["learn", photos, "--out", learnt, "--minutes", "0.01"]),
            (study, ["ablate", "--data", tiny.Set, "--out", study, "--kimg", "0.008"]),
            (masks, ["segment", photos, "--run", tiny.Run, "--out", masks, "--format", "mask,csv"]),
        ];
        foreach ((string folder, string[] command) in writers)
        {
            using var other = FolderLock.Take(folder);
            CommandLineRun refused = await CommandLineRun.Of(command);
            refused.ExitCode.ShouldBe(2, string.Join(' ', command));
            refused.Output.ShouldBeEmpty();
            refused.Error.ShouldBe($"Another process is writing '{folder}': wait until it has ended, or choose another folder.\n");
        }

        using var training = FolderLock.Take(tiny.Run);
        await TinyTraining.Succeed("segment", photos, "--run", tiny.Run, "--out", tiny.At("read"), "--threads", "1");
        await TinyTraining.Succeed("report", "--run", tiny.Run, "--out", tiny.At("read.html"), "--threads", "1");
    }
}
