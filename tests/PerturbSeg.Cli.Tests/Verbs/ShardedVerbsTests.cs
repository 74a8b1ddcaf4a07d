using System.Diagnostics;
using System.Text.Json;
using PerturbSeg.Training.PackedSets;
using PerturbSeg.Training.Tests.PackedSets;

namespace PerturbSeg.Cli.Tests.Verbs;

/// <summary>Work that several workers share, against that of one.</summary>
public sealed class ShardedVerbsTests(TinyTraining tiny) : IClassFixture<TinyTraining>
{
    [Fact]
    public async Task Sixteen_parts_of_a_segmentation_are_joined_to_what_one_worker_writes()
    {
        await Fit();
        string[] segment = Segment("mask,coco,csv,voc,yolo");
        await TinyTraining.Succeed([.. segment, tiny.At("whole")]);
        foreach (int part in Enumerable.Range(1, 16).Reverse().Where(part => part != 2)) // of 6 photos, so that some have none
            await TinyTraining.Succeed([.. segment, tiny.At("joined"), "--shard", $"{part}/16"]);
        CommandLineRun early = await CommandLineRun.Of("merge", tiny.At("joined"));
        (early.ExitCode, early.Error).ShouldBe((2, $"'{tiny.At("joined/parts")}' lacks part 2 of 16: run the command of the others with --shard 2/16.\n"));
        await TinyTraining.Succeed([.. segment, tiny.At("joined"), "--shard", "2/16"]);
        File.Delete(tiny.At("joined/parts/3-of-16/finished")); // as a kill leaves it
        (await CommandLineRun.Of("merge", tiny.At("joined"))).Error.ShouldBe(
            $"Part 3 of 16 in '{tiny.At("joined/parts")}' is not finished: wait for it, or run its command again.\n");
        await TinyTraining.Succeed([.. segment, tiny.At("joined"), "--shard", "3/16", "--resume"]);
        (await Json("merge", tiny.At("joined"))).GetProperty("parts").GetInt32().ShouldBe(16);
        ShouldBeTheSame("joined", "whole");
        (await CommandLineRun.Of("merge", tiny.At("joined"))).ExitCode.ShouldBe(2);
    }

    [Fact]
    public async Task A_photo_whose_mask_cannot_be_written_keeps_no_part_from_being_joined()
    {
        await Fit();
        string photos = Directory.CreateDirectory(tiny.At("unwritten-photos")).FullName;
        foreach (string name in (string[])["0", "1", "2", new string('n', 240)])
            File.Copy(tiny.At("photos/images/0.png"), Path.Combine(photos, $"{name}.png"));
        foreach ((int part, int exit) in ((int, int)[])[(1, 0), (2, 1)])
            (await CommandLineRun.Of("segment", "--run", tiny.Run, photos, "--format", "mask,csv", "--out", tiny.At("unwritten"), "--shard", $"{part}/2")).ExitCode.ShouldBe(exit);
        (await Json("merge", tiny.At("unwritten"))).GetProperty("parts").GetInt32().ShouldBe(2);
        File.ReadAllLines(tiny.At("unwritten/areas.csv")).Length.ShouldBe(1 + 3);
    }

    [Fact]
    public async Task Parts_of_an_evaluation_are_joined_to_its_figures_table_and_report()
    {
        await Fit();
        string[] evaluate = ["evaluate", "--run", tiny.Run, "--data", tiny.At("photos"), "--threads", "1"];
        CommandLineRun whole = await TinyTraining.Succeed([.. evaluate, "--json", "--csv", tiny.At("photos.csv"), "--report", tiny.At("report.html")]);
        for (int part = 1; part <= 4; part++)
            (await Json([.. evaluate, "--shard", $"{part}/4", "--out", tiny.At("evaluation")])).GetProperty("photos").GetInt32().ShouldBe(part <= 2 ? 2 : 1);
        CommandLineRun merged = await TinyTraining.Succeed("merge", tiny.At("evaluation"));
        merged.Output.ShouldStartWith("6 photos");
        merged.Output.ShouldContain("4 parts");
        File.ReadAllText(tiny.At("evaluation/evaluation.json")).ShouldBe(whole.Output);
        File.ReadAllText(tiny.At("evaluation/photos.csv")).ShouldBe(File.ReadAllText(tiny.At("photos.csv")));
        Body("evaluation/report.html").ShouldBe(Body("report.html"));
        File.ReadAllText(tiny.At("evaluation/report.html")).ShouldContain("--shard 1/4 --out " + tiny.At("evaluation") + " --json # and the other 3 parts");
        Directory.Exists(tiny.At("evaluation/parts")).ShouldBeFalse();

        await TinyTraining.Succeed([.. evaluate, "--shard", "1/2", "--out", tiny.At("mixed")]);
        await TinyTraining.Succeed([.. evaluate, "--shard", "2/2", "--out", tiny.At("mixed"), "--object-value", "255"]);
        CommandLineRun mixed = await CommandLineRun.Of("merge", tiny.At("mixed"));
        (mixed.ExitCode, mixed.Error.Contains("are not of one evaluation (masks by segmenter of value 255", StringComparison.Ordinal)).ShouldBe((2, true), mixed.Error);

        // All but the command lines.
        string Body(string report) => File.ReadAllText(tiny.At(report)).Split("</pre>", 2)[1];
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"Method":"segmenter","Sums":{"Photos":[],"Curve":[],"Baselines":[]}}""")]
    [InlineData("""{"Method":"segmenter","Sums":{"Photos":[],"Curve":[],"Baselines":[]},"Labels":null,"Command":"","Pictures":{}}""")]
    public async Task A_damaged_part_of_an_evaluation_is_named(string json)
    {
        string part = tiny.At($"damaged/parts/1-of-1/evaluation.json");
        Directory.CreateDirectory(Path.GetDirectoryName(part)!);
        File.WriteAllText(part, json);
        File.WriteAllText(Path.Combine(Path.GetDirectoryName(part)!, "finished"), string.Empty);
        CommandLineRun run = await CommandLineRun.Of("merge", tiny.At("damaged"));
        (run.ExitCode, run.Error.StartsWith($"'{part}' cannot be joined (", StringComparison.Ordinal)).ShouldBe((2, true), run.Error);
        run.Error.TrimEnd().Split('\n').Length.ShouldBe(1);
    }

    [Fact]
    public async Task Parts_of_an_evaluation_of_an_encoder_are_joined_to_its_figures()
    {
        await TinyTraining.Succeed("fit", "--run", tiny.Run, "--method", "encoder", "--data", tiny.Set, "--steps", "2", "--threads", "1");
        string[] evaluate = ["evaluate", "--run", tiny.Run, "--method", "encoder", "--data", tiny.At("photos"), "--threads", "1"];
        JsonElement whole = await Json(evaluate);
        for (int part = 1; part <= 2; part++)
            await TinyTraining.Succeed([.. evaluate, "--shard", $"{part}/2", "--out", tiny.At("encoded")]);
        await TinyTraining.Succeed("merge", tiny.At("encoded"));
        JsonElement merged = JsonDocument.Parse(File.ReadAllText(tiny.At("encoded/evaluation.json"))).RootElement;
        merged.GetProperty("method").GetString().ShouldBe("encoder");
        foreach (string figure in (string[])["iou_dataset", "iou_photo_mean", "boundary_f"])
            merged.GetProperty(figure).GetDouble().ShouldBe(whole.GetProperty(figure).GetDouble(), 1e-3, figure); // batches of 3 photos round in other places than one of 6
    }

    [Fact]
    public async Task Parts_of_a_score_are_joined_to_its_figures()
    {
        string photos = tiny.At("many.safetensors");
        PackedSetFile.Write(photos, count: 150, side: 18, resolution: 16);
        string[] score = ["score", "--run", tiny.Run, "--data", photos, "--threads", "1", "--cache", tiny.At("cache")];
        CommandLineRun whole = await TinyTraining.Succeed([.. score, "--json"]);
        (await TinyTraining.Succeed([.. score, "--shard", "2/2", "--out", tiny.At("score")])).Output.ShouldStartWith($"{tiny.At("score")}: part 2 of 2, 64 images.");
        await TinyTraining.Succeed([.. score, "--shard", "1/2", "--out", tiny.At("score"), "--seed", "2"]);
        (await CommandLineRun.Of("merge", tiny.At("score"))).Error.ShouldContain("are not of one score (");
        await TinyTraining.Succeed([.. score, "--shard", "1/2", "--out", tiny.At("score")]);
        (await TinyTraining.Succeed("merge", tiny.At("score"))).Output.ShouldStartWith("150 composites against 150 photos");
        File.ReadAllText(tiny.At("score/score.json")).ShouldBe(whole.Output);

        CommandLineRun many = await CommandLineRun.Of([.. score, "--shard", "1/4", "--out", tiny.At("score-4")]);
        (many.ExitCode, many.Error).ShouldBe((2, "150 images are 3 batches, which 4 parts cannot share: give --shard 3 parts or fewer.\n"));
    }

    [Fact]
    public async Task One_part_of_one_is_a_part_like_any_other()
    {
        await Fit();
        string[] whole = ["--shard", "1/1", "--out"];
        await TinyTraining.Succeed([.. Segment("mask,csv"), tiny.At("one"), "--shard", "1/1"]);
        await TinyTraining.Succeed("merge", tiny.At("one"));
        await TinyTraining.Succeed(["evaluate", "--run", tiny.Run, "--data", tiny.At("photos"), "--threads", "1", .. whole, tiny.At("one-evaluation")]);
        await TinyTraining.Succeed("merge", tiny.At("one-evaluation"));
        await TinyTraining.Succeed(["pack", tiny.At("photos/images"), "--resolution", "16", .. whole, tiny.At("one-set")]);
        using PackedSet set = PackedSet.Open(tiny.At("one-set"));
        set.Names.Count.ShouldBe(6);
        PackedSetFile.Write(tiny.At("some.safetensors"), count: 16, side: 18, resolution: 16);
        await TinyTraining.Succeed(["score", "--run", tiny.Run, "--data", tiny.At("some.safetensors"), "--threads", "1", "--cache", tiny.At("cache"), .. whole, tiny.At("one-score")]);
    }

    [Fact]
    public async Task The_part_comes_from_the_launcher()
    {
        await Fit();
        string[] segment = Segment("mask,csv");
        await TinyTraining.Succeed([.. segment, tiny.At("alone")]);
        if (LocalRanks.CanStart)
        {
            await Launch("set -- mpirun --allow-run-as-root --oversubscribe --mca oob_tcp_if_include lo -n 2 \"$@\"", [.. segment, tiny.At("mpi"), "--shard", "auto"]);
            await TinyTraining.Succeed("merge", tiny.At("mpi"));
            ShouldBeTheSame("mpi", "alone");
        }

        await Launch("export SLURM_PROCID=1 SLURM_NTASKS=2", [.. segment, tiny.At("slurm"), "--shard", "auto"]);
        await TinyTraining.Succeed([.. segment, tiny.At("slurm"), "--shard", "1/2"]);
        await TinyTraining.Succeed("merge", tiny.At("slurm"));
        ShouldBeTheSame("slurm", "alone");

        string[] pack = ["pack", tiny.At("photos/images"), "--resolution", "16", "--out", tiny.At("parts")];
        await Launch("export JOB_COMPLETION_INDEX=0", [.. pack, "--shard", "auto/2"]);
        await TinyTraining.Succeed([.. pack, "--shard", "2/2"]);
        using PackedSet set = PackedSet.Open(tiny.At("parts"));
        set.Names.ShouldBe(["0.png", "2.png", "4.png", "1.png", "3.png", "5.png"]);
    }

    [Theory]
    [InlineData("4/3", "--shard 4/3 is no part of the work: give part and count from 1, such as 3/16.")]
    [InlineData("auto/0", "neither OMPI_COMM_WORLD_RANK and OMPI_COMM_WORLD_SIZE")]
    public async Task What_is_no_part_of_the_work_is_refused(string part, string sentence)
    {
        CommandLineRun run = await CommandLineRun.Of("segment", "--run", tiny.Run, tiny.At("photos"), "--out", tiny.At("out"), "--shard", part);
        run.ExitCode.ShouldBe(2);
        run.Error.ShouldContain(sentence);
    }

    [Fact]
    public async Task Options_that_do_not_go_together_are_refused_by_one_sentence()
    {
        (string Says, string[] Arguments)[] wrong =
        [
            ("leave out one of both", ["pack", tiny.At("photos"), "--resolution", "16", "--out", tiny.At("no"), "--shard", "1/2", "--parts", "2"]),
            ("give 1 to 6", ["pack", tiny.At("photos/images"), "--resolution", "16", "--out", tiny.At("no"), "--parts", "7"]),
            ("leave out --csv", ["evaluate", "--run", tiny.Run, "--data", tiny.At("photos"), "--shard", "1/2", "--out", tiny.At("no"), "--csv", tiny.At("no.csv")]),
            ("both --shard and --out", ["score", "--run", tiny.Run, "--data", tiny.Set, "--shard", "1/2"]),
            ("holds no parts to join", ["merge", tiny.At("photos")]),
        ];
        foreach ((string says, string[] arguments) in wrong)
        {
            CommandLineRun run = await CommandLineRun.Of(arguments);
            (run.ExitCode, run.Output).ShouldBe((2, string.Empty), says);
            run.Error.ShouldContain(says);
            run.Error.TrimEnd().Split('\n').Length.ShouldBe(1, run.Error);
        }

        Directory.Exists(tiny.At("no")).ShouldBeFalse();
    }

    private string[] Segment(string formats) => ["segment", "--run", tiny.Run, tiny.At("photos/images"), "--format", formats, "--threads", "1", "--out"];

    private async Task Fit()
    {
        if (!File.Exists(Path.Combine(tiny.Run, "segmenter.onnx")))
            await TinyTraining.Succeed("fit", "--run", tiny.Run, "--steps", "2", "--threads", "1");
    }

    // Through a process of its own, which alone has the launcher's variables.
    private static async Task Launch(string launcher, params string[] arguments)
    {
        using Process process = TrainingProcess.StartVerb(launcher, arguments);
        CommandLineRun run = await TrainingProcess.End(process);
        run.ExitCode.ShouldBe(0, run.Error);
    }

    private void ShouldBeTheSame(string folder, string other)
    {
        string[] files = Files(other);
        Files(folder).ShouldBe(files);
        foreach (string file in files.Where(file => file != ".segmenter")) // which says a time
            File.ReadAllBytes(Path.Combine(tiny.At(folder), file)).AsSpan().SequenceEqual(File.ReadAllBytes(Path.Combine(tiny.At(other), file))).ShouldBeTrue(file);
    }

    private string[] Files(string folder) => [.. Directory.GetFiles(tiny.At(folder), "*", SearchOption.AllDirectories)
        .Select(file => Path.GetRelativePath(tiny.At(folder), file)).Order(StringComparer.Ordinal)];

    private static async Task<JsonElement> Json(params string[] arguments)
        => JsonDocument.Parse((await TinyTraining.Succeed([.. arguments, "--json"])).Output).RootElement;
}
