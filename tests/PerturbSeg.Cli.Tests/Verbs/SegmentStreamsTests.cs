using System.Diagnostics;
using System.Text.Json;

namespace PerturbSeg.Cli.Tests.Verbs;

/// <summary>What <c>segment</c> reads and writes outside a folder of photos; as processes, since standard streams are a process's own.</summary>
public sealed class SegmentStreamsTests(TinyTraining tiny) : IClassFixture<TinyTraining>, IAsyncLifetime
{
    public async ValueTask InitializeAsync()
    {
        if (!File.Exists(Path.Combine(tiny.Run, "segmenter.safetensors")))
            await TinyTraining.Succeed("fit", "--run", tiny.Run, "--steps", "2", "--threads", "1");
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_photo_goes_in_and_its_mask_comes_out_and_nothing_else()
    {
        string photo = tiny.At("photos/images/0.png"), mask = tiny.At("streamed.png");
        CommandLineRun streamed = await Segment($"exec < '{photo}' > '{mask}'", "-");
        (streamed.ExitCode, streamed.Error).ShouldBe((0, string.Empty));
        await TinyTraining.Succeed("segment", "--run", tiny.Run, photo, "--out", tiny.At("filed"), "--threads", "1");
        File.ReadAllBytes(mask).ShouldBe(File.ReadAllBytes(tiny.At("filed/0-mask.png")));

        CommandLineRun annotated = await Segment($"exec < '{photo}'", "-", "--format", "coco");
        JsonDocument.Parse(annotated.Output).RootElement.GetProperty("images").GetArrayLength().ShouldBe(1);
    }

    [Theory]
    [InlineData("", "nothing on standard input")]
    [InlineData("no photo", "not a JPEG")]
    public async Task What_is_no_photo_ends_with_2_and_one_sentence(string content, string says)
    {
        string input = tiny.At($"input-{content.Length}"), mask = tiny.At($"none-{content.Length}.png");
        File.WriteAllText(input, content);
        CommandLineRun run = await Segment($"exec < '{input}' > '{mask}'", "-");
        run.ExitCode.ShouldBe(2);
        run.Error.TrimEnd().Split('\n').Length.ShouldBe(1, run.Error);
        run.Error.ShouldContain(says);
        new FileInfo(mask).Length.ShouldBe(0);
    }

    [Fact]
    public async Task A_folder_is_watched_until_a_signal()
    {
        Directory.CreateDirectory(tiny.At("inbox"));
        using Process watch = TrainingProcess.StartVerb(
            string.Empty, "segment", "--run", tiny.Run, tiny.At("inbox"), "--out", tiny.At("outbox"), "--watch", "--format", "mask,csv", "--threads", "1");
        await TrainingProcess.Until(watch, () => File.Exists(tiny.At("outbox/areas.csv")));
        File.Copy(tiny.At("photos/images/1.png"), tiny.At("inbox/late.png"));
        await TrainingProcess.Until(watch, () => File.Exists(tiny.At("outbox/late-mask.png")) && File.ReadAllLines(tiny.At("outbox/areas.csv")).Length == 2);
        await TrainingProcess.Signal(watch, "TERM");
        CommandLineRun ended = await TrainingProcess.End(watch);
        ended.ExitCode.ShouldBe(0, ended.Error);
        ended.Output.ShouldContain("1 photos");
    }

    [Fact]
    public async Task Wrong_use_exits_with_2_in_one_sentence()
    {
        string photos = tiny.At("photos/images"), nowhere = tiny.At("nowhere");
        (string Says, string[] Arguments)[] wrong =
        [
            ("--out", [photos]),
            ("leave out", ["-", "--out", nowhere]),
            ("leave out", ["-", photos]),
            ("one format", ["-", "--format", "mask,csv"]),
            ("one format", ["-", "--format", "voc"]),
            ("--format", [photos, "--out", nowhere, "--crop", "3"]),
            ("--crop -1", [photos, "--out", nowhere, "--format", "cutout", "--crop", "-1"]),
            ("no colour", [photos, "--out", nowhere, "--format", "cutout", "--background", "#12"]),
            ("no such file", [photos, "--out", nowhere, "--format", "cutout", "--background", "blue"]),
            ("add --search", [photos, "--out", nowhere, "--objects", "2"]),
            ("1 to 254", [photos, "--out", nowhere, "--search", "0.5", "--objects", "0"]),
            ("name folders", [tiny.At("photos/images/0.png"), "--out", nowhere, "--watch"]),
        ];
        foreach ((string says, string[] arguments) in wrong)
        {
            CommandLineRun run = await CommandLineRun.Of(["segment", "--run", tiny.Run, .. arguments]);
            run.ExitCode.ShouldBe(2, string.Join(' ', arguments));
            run.Output.ShouldBeEmpty();
            run.Error.TrimEnd().Split('\n').Length.ShouldBe(1, run.Error);
            run.Error.ShouldContain(says);
        }

        Directory.Exists(nowhere).ShouldBeFalse();
    }

    [Fact]
    public async Task Photos_that_are_none_are_a_failure()
    {
        Directory.CreateDirectory(tiny.At("bad"));
        File.WriteAllText(tiny.At("bad/a.jpg"), "no photo");
        CommandLineRun run = await CommandLineRun.Of("segment", "--run", tiny.Run, tiny.At("bad"), "--out", tiny.At("bad-out"));
        run.ExitCode.ShouldBe(2);
        run.Error.ShouldContain("None of the 1 photos");
    }

    private async Task<CommandLineRun> Segment(string streams, params string[] arguments)
    {
        using Process process = TrainingProcess.StartVerb(streams, ["segment", "--run", tiny.Run, .. arguments, "--threads", "1"]);
        return await TrainingProcess.End(process);
    }
}
