using PerturbSeg.Training.Runs;
using PerturbSeg.Training.Settings;

namespace PerturbSeg.Cli.Tests.Verbs;

public sealed class TrainFromVerbTests(TinyTraining tiny) : IClassFixture<TinyTraining>
{
    private static readonly string[] Tiny = ["--kimg", "0.008", "--threads", "1", "--precision", "float32", "--set", "network.resolution=16", "network.width=0.05", "network.latent_size=8", "batch_size=4"];

    [Fact]
    public async Task A_training_begins_with_another_run_and_its_smallest_mask()
    {
        await TinyTraining.Succeed(["train", "--data", tiny.Set, "--min-mask", "0.3", "--out", tiny.At("before"), .. Tiny]);
        await TinyTraining.Succeed(["train", "--data", tiny.Set, "--from", tiny.At("before"), "--out", tiny.At("on"), .. Tiny]);
        RunConfiguration on = RunFolder.Open(tiny.At("on")).Configuration;
        (on.StartedFrom, on.Options.MinMask).ShouldBe((tiny.At("before"), 0.3));
    }

    [Fact]
    public async Task Scenes_begin_with_the_backgrounds_of_a_run_and_keep_their_own_smallest_mask()
    {
        await TinyTraining.Succeed("pack", tiny.At("photos"), "--resolution", "16", "--out", tiny.At("pairs"));
        await TinyTraining.Succeed(["train", "--preset", "scenes", "--data", tiny.At("pairs"), "--from", tiny.Run, "--out", tiny.At("scenes"), .. Tiny]);
        RunFolder.Open(tiny.At("scenes")).Configuration.Options.MinMask.ShouldBe(Presets.Named("scenes").MinMask);
    }

    [Fact]
    public async Task A_run_that_was_killed_before_its_first_checkpoint_goes_on_with_the_networks_of_the_other()
    {
        await TinyTraining.Succeed(["train", "--data", tiny.Set, "--from", tiny.Run, "--out", tiny.At("whole"), .. Tiny]);
        await TinyTraining.Succeed(["train", "--data", tiny.Set, "--from", tiny.Run, "--out", tiny.At("killed"), .. Tiny]);
        foreach (string left in Directory.GetFileSystemEntries(tiny.At("killed")).Where(entry => Path.GetFileName(entry) != "config.json"))
        {
            if (Directory.Exists(left))
                Directory.Delete(left, recursive: true);
            else
                File.Delete(left);
        }

        await TinyTraining.Succeed("train", "--data", tiny.Set, "--out", tiny.At("killed"), "--resume", "--threads", "1", "--kimg", RunFolder.KimgOf(RunFolder.Open(tiny.At("whole")).LatestCheckpoint()).ToString(System.Globalization.CultureInfo.InvariantCulture));
        File.ReadAllBytes(RunFolder.Open(tiny.At("killed")).LatestCheckpoint()).ShouldBe(File.ReadAllBytes(RunFolder.Open(tiny.At("whole")).LatestCheckpoint()));
    }
}
