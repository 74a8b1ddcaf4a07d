using PerturbSeg.Corrections;
using PerturbSeg.Files;
using PerturbSeg.Imaging;
using PerturbSeg.Training.Fitting;
using PerturbSeg.Training.Networks;
using PerturbSeg.Training.Runs;

namespace PerturbSeg.Cli.Tests.Verbs;

public sealed class LearnVerbTests(TinyTraining tiny) : IClassFixture<TinyTraining>
{
    private string Photos => tiny.At("photos/images");

    [Fact]
    public async Task Photos_become_masks_and_a_report_and_a_second_call_goes_on_where_the_first_ended()
    {
        string folder = tiny.At("learnt");
        CommandLineRun first = await Learn(folder);
        first.Error.ShouldContain("--set network.width=0.05 --set network.latent_size=8 --set batch_size=4");
        first.ExitCode.ShouldBe(0, first.Error);
        Commands(first).ShouldBe(["pack", "train", "fit", "segment", "report"]);
        first.Output.ShouldContain("Masks ");
        first.Output.ShouldContain("call it again with more --minutes");
        first.Output.ShouldContain("--min-mask than 0.2");
        File.Exists(Path.Combine(folder, "masks", "3-mask.png")).ShouldBeTrue();
        File.Exists(Path.Combine(folder, "report.html")).ShouldBeTrue();
        LearnJournal.Read(folder)!.TimeOf("run").Seconds.ShouldBeGreaterThan(0.4);

        CommandLineRun second = await LearnFrom($"{Photos}/", $"{folder}/"); // as shells complete names
        second.ExitCode.ShouldBe(0, second.Error);
        Commands(second).ShouldBe(["segment", "report"]);
        second.Output.ShouldContain("finished before");

        Directory.Delete(Path.Combine(folder, "run"), recursive: true); // as a kill leaves it before the first checkpoint, with all the time spent
        CommandLineRun third = await Learn(folder);
        third.ExitCode.ShouldBe(0, third.Error);
        Commands(third).ShouldBe(["train", "fit", "segment", "report"]);

        foreach (string[] change in (string[][])[[tiny.At("photos")], [Photos, "--min-mask", "0.3"], [Photos, "--seed", "2"], [Photos, "--steps", "3"]])
        {
            CommandLineRun other = await CommandLineRun.Of(["learn", .. change, "--out", folder]);
            other.ExitCode.ShouldBe(2);
            other.Error.ShouldContain("was begun with");
            other.Error.ShouldContain("name the same to go on, or choose another folder");
        }
    }

    [Fact]
    public async Task Several_folders_are_learnt_and_masks_that_were_mended_teach_the_next_fit_again()
    {
        string folder = tiny.At("learnt-several"), other = tiny.At("more");
        Directory.CreateDirectory(other);
        File.Copy(Path.Combine(Photos, "0.png"), Path.Combine(other, "6.png"));
        CommandLineRun first = await Learn(folder, other);
        first.ExitCode.ShouldBe(0, first.Error);
        Commands(first).ShouldBe(["pack", "train", "fit", "segment", "report"]);

        var run = RunFolder.Open(Path.Combine(folder, "run"));
        var corrections = new CorrectionFolder(CorrectionFolder.Of(run.FolderPath));
        var decision = new Correction { Photo = "more/6.png", Decision = CorrectionDecision.Mended, Width = 24, Height = 24, Decided = DateTime.UnixEpoch, Version = 0 };
        corrections.TryDecide("more/6", CorrectionFolder.NoDecision, decision, new GreyImage(24, 24, new byte[24 * 24]), out _).ShouldBeTrue();
        await TinyTraining.Succeed(
            "fit", "--run", run.FolderPath, "--data", Path.Combine(folder, "photos.safetensors"), "--corrections", corrections.FolderPath, "--photos", Photos, "--photos", other, "--correction-steps", "1", "--threads", "1");
        CommandLineRun taught = await Learn(folder, other);
        Commands(taught).ShouldBe(["segment", "report"]);
        taught.Output.ShouldNotContain("finished before"); // masks are the new segmenter's

        LearnJournal.Read(folder)!.With("run", new TrainingTime(600, null) { IsUndecided = true }).Save(folder); // at its end, before it decided whether its split is right
        CommandLineRun longer = await Learn(folder, other);
        longer.ExitCode.ShouldBe(0, longer.Error);
        Commands(longer).ShouldBe(["train", "fit", "fit", "segment", "report"]);
        FittedNetworkFile.ReadFacts(run, FitMethods.Segmenter).CorrectionSteps.ShouldBe(1);
        LearnJournal.Read(folder)!.StepsToTeachAgain.ShouldBe(0);
    }

    [Fact]
    public async Task Scenes_are_trained_with_masks_that_agree_with_themselves()
    {
        string folder = tiny.At("learnt-scenes");
        CommandLineRun doubted = await Learn(folder, "--scenes", "0.01");
        doubted.ExitCode.ShouldBe(0, doubted.Error);
        Commands(doubted).ShouldBe(["pack", "train", "fit", "segment", "report"]);
        doubted.Output.ShouldContain("No scenes were trained with these masks.");

        var run = RunFolder.Open(Path.Combine(folder, "run"));
        FitFacts facts = FittedNetworkFile.ReadFacts(run, FitMethods.Segmenter);
        using (Segmenter segmenter = FittedNetworkFile.LoadSegmenter(run, facts))
            FittedNetworkFile.Save(run, segmenter, facts with { Consistency = new PhotoConsistency(0.9, 0.5) });
        CommandLineRun trusted = await Learn(folder, "--scenes", "0.01");
        trusted.ExitCode.ShouldBe(0, trusted.Error);
        Commands(trusted).ShouldBe(["segment", "report", "pack", "train", "report", "export"]);
        trusted.Output.ShouldContain("plays with them. Only ");
        File.Exists(Path.Combine(folder, "scenes.html")).ShouldBeTrue();
        (await CommandLineRun.Of("generate", "--run", Path.Combine(folder, "model"), "--out", tiny.At("painted"), "--count", "4")).ExitCode.ShouldBe(0);

        Commands(await Learn(folder, "--scenes", "0.01")).ShouldBe(["segment", "report", "report"]);
        Directory.CreateDirectory(Path.Combine(folder, "model", "corrections"));
        (LearnJournal.Read(folder)! with { ScenesOf = "step-1, 9 steps" }).Save(folder);
        CommandLineRun again = await Learn(folder, "--scenes", "0.01");
        Commands(again).ShouldBe(["segment", "report", "report", "export"]);
        Directory.Exists(Path.Combine(folder, "model", "corrections")).ShouldBeTrue();
        again.Output.ShouldContain("the shapes of an earlier fit (step-1, 9 steps): delete pairs.safetensors and scenes");

        File.Delete(Path.Combine(folder, "pairs.safetensors"));
        CommandLineRun refused = await Learn(folder, "--scenes", "0.01");
        refused.Error.ShouldContain("which is gone: delete");
        Commands(refused).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_command_may_be_corrected_until_something_came_of_it_and_masks_are_the_new_segmenters_whenever_segmenting_was_ended()
    {
        string folder = tiny.At("learnt-corrected"), photos = tiny.At("few"), masks = Path.Combine(folder, "masks"), mask = Path.Combine(masks, "0-mask.png");
        File.WriteAllText(Path.Combine(Directory.CreateDirectory(photos).FullName, "0.png"), "no photo");
        (await LearnFrom(photos, folder, "--seed", "2")).ExitCode.ShouldBe(2);
        string name = new('n', 240); // and so are its masks' names too long
        File.Copy(Path.Combine(Photos, "1.png"), Path.Combine(photos, $"{name}.png"));
        File.Copy(Path.Combine(Photos, "0.png"), Path.Combine(photos, "0.png"), overwrite: true);
        File.Copy(Path.Combine(Photos, "2.png"), Path.Combine(photos, "2.png"));
        CommandLineRun first = await LearnFrom(photos, folder);
        (first.ExitCode, File.Exists(mask)).ShouldBe((1, true), first.Error); // of the long name, and nothing else
        Commands(first).ShouldBe(["pack", "train", "fit", "segment", "report"]);

        File.Delete(Path.Combine(photos, $"{name}.png"));
        await TinyTraining.Succeed("fit", "--run", Path.Combine(folder, "run"), "--data", Path.Combine(folder, "photos.safetensors"), "--steps", "3", "--cutout-steps", "0", "--finer-steps", "0", "--threads", "1");
        DateTime old = File.GetLastWriteTimeUtc(mask);
        using (FolderLock.Take(masks))
            (await LearnFrom(photos, folder)).ExitCode.ShouldBe(2);
        CommandLineRun last = await LearnFrom(photos, folder);
        last.ExitCode.ShouldBe(0, last.Error);
        File.GetLastWriteTimeUtc(mask).ShouldNotBe(old);
        last.Output.ShouldNotContain(name);
    }

    [Fact]
    public async Task What_is_no_folder_is_refused_before_anything_is_written()
    {
        CommandLineRun run = await CommandLineRun.Of("learn", tiny.At("photos/images/0.png"), "--out", tiny.At("nothing"));
        run.ExitCode.ShouldBe(2);
        run.Error.ShouldContain("name folders of photos");
        Directory.Exists(tiny.At("nothing")).ShouldBeFalse();

        foreach ((string option, string value) in ((string, string)[])[("--finer-steps", "-1"), ("--steps", "0"), ("--min-mask", "33"), ("--set", "tnt=1"), ("--set", "network.resolution=64"), ("--set", "seed=2"), ("--set", "network.judges_masks=true"), ("--set", "min_masks=[0.1,0.2]")])
        {
            CommandLineRun wrong = await CommandLineRun.Of("learn", Photos, "--out", tiny.At("nothing"), option, value);
            (wrong.ExitCode, wrong.Error.TrimEnd().Split('\n').Length, Directory.Exists(tiny.At("nothing"))).ShouldBe((2, 1, false), wrong.Error);
        }

        CommandLineRun inside = await CommandLineRun.Of("learn", Photos, "--out", Path.Combine(Photos, "learnt"));
        (inside.ExitCode, inside.Error.Contains("name a folder beside it", StringComparison.Ordinal)).ShouldBe((2, true), inside.Error);
        Directory.CreateDirectory(tiny.At("again/images"));
        File.Copy(Path.Combine(Photos, "0.png"), tiny.At("again/images/0.png"));
        CommandLineRun alike = await CommandLineRun.Of("learn", Photos, tiny.At("again/images"), "--out", tiny.At("nothing"));
        (alike.ExitCode, alike.Error.Contains("would have the same outputs", StringComparison.Ordinal)).ShouldBe((2, true), alike.Error);
        Directory.Exists(Path.Combine(Photos, "learnt")).ShouldBeFalse();
    }

    [Fact]
    public void A_training_that_was_killed_has_spent_its_time_up_to_the_last_file_it_wrote()
    {
        string folder = tiny.At("killed"), run = Path.Combine(folder, "run");
        Directory.CreateDirectory(run);
        DateTime since = new(2026, 11, 1, 10, 0, 0, DateTimeKind.Utc);
        File.WriteAllText(Path.Combine(run, "report.html"), string.Empty); // of today
        File.WriteAllText(Path.Combine(run, "metrics.jsonl"), string.Empty);
        File.SetLastWriteTimeUtc(Path.Combine(run, "metrics.jsonl"), since.AddSeconds(90));
        LearnJournal journal = new LearnJournal { Photos = ["a"], Resolution = 32 }.With("run", new TrainingTime(30, since)).With("scenes", new TrainingTime(7, null)).Save(folder);
        LearnJournal after = LearnJournal.Read(folder)!.AfterKill(folder);
        (after.TimeOf("run"), after.TimeOf("scenes"), after.TimeOf("other")).ShouldBe((new TrainingTime(120, null) { IsUndecided = true }, new TrainingTime(7, null), default));
        after.AfterKill(folder).TimeOf("run").ShouldBe(after.TimeOf("run"));
        journal.AfterKill(tiny.At("no-folder")).TimeOf("run").Seconds.ShouldBe(30);
    }

    [Fact]
    public void A_damaged_journal_is_refused_with_what_to_do()
    {
        Directory.CreateDirectory(tiny.At("damaged"));
        foreach (string text in new[] { "{", "null", Journal("null"), Journal("{\"run\":null}"), Journal("{\"/\":{\"seconds\":1}}"), Journal("{\"run\":{\"seconds\":1e999}}") })
        {
            File.WriteAllText(tiny.At("damaged/learn.json"), text);
            Should.Throw<UserErrorException>(() => LearnJournal.Read(tiny.At("damaged"))).Message.ShouldContain("delete the file");
        }

        static string Journal(string trainings) => $$"""{"photos":["a"],"resolution":32,"trainings":{{trainings}}}""";
    }

    private static IEnumerable<string> Commands(CommandLineRun run)
        => run.Error.Split('\n').Where(line => line.StartsWith("perturbseg ", StringComparison.Ordinal)).Select(line => line.Split(' ')[1]);

    private Task<CommandLineRun> Learn(string folder, params string[] more) => LearnFrom(Photos, folder, more);

    private static Task<CommandLineRun> LearnFrom(string photos, string folder, params string[] more) => CommandLineRun.Of(
    [
        "learn", photos, "--out", folder, "--minutes", "0.01", "--min-mask", "0.2", "--steps", "2", "--cutout-steps", "0", "--finer-steps", "1",
        "--set", "network.width=0.05", "--set", "network.latent_size=8", "--set", "batch_size=4", "--threads", "1", .. more,
    ]);
}
