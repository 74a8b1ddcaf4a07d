using System.Text.Json;
using PerturbSeg.Imaging;

namespace PerturbSeg.Cli.Tests.Verbs;

public sealed class SegmentationVerbsTests(TinyTraining tiny) : IClassFixture<TinyTraining>
{
    [Fact]
    public async Task A_segmenter_is_fitted_and_segments_and_is_scored()
    {
        JsonElement fitted = await Json("fit", "--run", tiny.Run, "--steps", "2", "--threads", "1");
        fitted.GetProperty("method").GetString().ShouldBe("segmenter");
        fitted.GetProperty("steps").GetInt32().ShouldBe(2);
        fitted.GetProperty("silhouette_overlap").ValueKind.ShouldBe(JsonValueKind.Null);

        Directory.CreateDirectory(tiny.At("more/sub"));
        File.Copy(tiny.At("photos/images/0.png"), tiny.At("more/sub/fish.png"), overwrite: true);
        File.WriteAllText(tiny.At("more/broken.jpg"), "no photo");
        File.WriteAllText(tiny.At("more/raw.cr2"), "no photo that is read");
        JsonElement segmented = await Json("segment", "--run", tiny.Run, tiny.At("more"), "--out", tiny.At("out"), "--format", "mask,cutout");
        segmented.GetProperty("photos").GetInt32().ShouldBe(1);
        segmented.GetProperty("skipped")[0].GetProperty("name").GetString().ShouldBe("broken.jpg");
        segmented.GetProperty("left_out").EnumerateArray().ShouldHaveSingleItem().GetProperty("name").GetString().ShouldBe("*.cr2");
        JsonElement doubt = segmented.GetProperty("doubts").EnumerateArray().ShouldHaveSingleItem();
        doubt.GetProperty("photo").GetString().ShouldBe("sub/fish.png");
        doubt.GetProperty("doubt").GetDouble().ShouldBeInRange(0, 1);
        (await Json("report", "--run", tiny.Run, "--photos", tiny.At("more"), "--out", tiny.At("doubts.html"))).GetProperty("report").GetString().ShouldBe(tiny.At("doubts.html"));
        string told = File.ReadAllText(tiny.At("doubts.html"));
        told.ShouldContain("Masks of 1 of 2 photos were judged");
        told.ShouldContain("1 of 2 could not be read.");
        told.ShouldContain(">sub/fish.png<");
        PhotoHeader mask = PhotoDecoder.ReadHeader(File.ReadAllBytes(tiny.At("out/sub/fish-mask.png")));
        (mask.Width, mask.Height).ShouldBe((24, 24));
        File.Exists(tiny.At("out/sub/fish-cutout.png")).ShouldBeTrue();

        JsonElement resumed = await Json("segment", "--run", tiny.Run, tiny.At("more"), "--out", tiny.At("out"), "--format", "mask,cutout", "--resume");
        (resumed.GetProperty("photos").GetInt32(), resumed.GetProperty("finished_before").GetInt32()).ShouldBe((0, 1));
        JsonElement others = await Json("segment", "--run", tiny.Run, tiny.At("more"), "--out", tiny.At("out"), "--format", "layers,coco,csv");
        others.GetProperty("files").EnumerateArray().Select(file => Path.GetFileName(file.GetString())).ShouldBe(["fish-layers.ora", "annotations.json", "areas.csv"]);

        CommandLineRun strict = await CommandLineRun.Of("segment", "--run", tiny.Run, tiny.At("more"), "--out", tiny.At("out"), "--strict");
        strict.ExitCode.ShouldBe(1);
        strict.Error.ShouldContain("Skipped 'broken.jpg'");

        JsonElement scored = await Json(
            "evaluate", "--run", tiny.Run, "--data", tiny.At("photos"), "--threads", "1",
            "--out", tiny.At("sheet.png"), "--csv", tiny.At("photos.csv"), "--report", tiny.At("scores.html"));
        scored.GetProperty("photos").GetInt32().ShouldBe(6);
        scored.GetProperty("iou_dataset").GetDouble().ShouldBeInRange(0, 1);
        (await Json("evaluate", "--run", tiny.Run, "--data", tiny.At("photos"), "--threads", "1", "--object-value", "255"))
            .GetProperty("iou_dataset").GetDouble().ShouldBe(scored.GetProperty("iou_dataset").GetDouble());
        scored.GetProperty("baselines").GetProperty("centred_ellipse").GetProperty("iou_dataset").GetDouble().ShouldBeGreaterThan(0);
        File.Exists(tiny.At("sheet.png")).ShouldBeTrue();
        File.ReadAllLines(tiny.At("photos.csv")).Select(line => line.Split(',')[0]).ShouldBe(["photo", "0", "1", "2", "3", "4", "5"]);
        string html = File.ReadAllText(tiny.At("scores.html"));
        html.ShouldContain("perturbseg evaluate --run");
        html.Split("<img").Length.ShouldBe(1 + 2); // the worst and the best photos
        html.ShouldContain("The generator&#39;s own masks");
    }

    [Fact]
    public async Task What_is_left_out_is_named_and_large_photos_are_let_through_where_that_is_asked_for()
    {
        await TinyTraining.Succeed("fit", "--run", tiny.Run, "--steps", "2", "--threads", "1");
        Directory.CreateDirectory(tiny.At("camera"));
        File.Copy(tiny.At("photos/images/0.png"), tiny.At("camera/0.png"));
        File.WriteAllText(tiny.At("camera/0.cr2"), "no photo that is read");
        CommandLineRun run = await TinyTraining.Succeed("segment", "--run", tiny.Run, tiny.At("camera"), "--out", tiny.At("camera-masks"), "--threads", "1");
        run.Error.ShouldBe("Left out '*.cr2': of a format that is not read.\n");
        CommandLineRun small = await CommandLineRun.Of(
            "segment", "--run", tiny.Run, tiny.At("camera"), "--out", tiny.At("camera-masks"), "--threads", "1", "--max-megapixels", "0.0001");
        small.ExitCode.ShouldBe(2);
        small.Error.ShouldContain("24×24 pixels are more than the limit of 100");
    }

    [Fact]
    public async Task A_fit_whose_masks_of_photos_agree_little_says_what_to_change()
    {
        CommandLineRun fitted = await TinyTraining.Succeed("fit", "--run", tiny.Run, "--data", tiny.Set, "--steps", "2", "--cutout-steps", "0", "--threads", "1");
        fitted.Output.ShouldContain("agrees with itself by 0.");
        fitted.Error.ShouldContain("train with a larger --min-mask than 0.13");
    }

    [Fact]
    public async Task A_fit_keeps_to_the_minutes_that_it_is_given()
    {
        JsonElement fitted = await Json("fit", "--run", tiny.Run, "--steps", "100000", "--minutes", "0.01", "--threads", "1");
        fitted.GetProperty("steps").GetInt32().ShouldBeInRange(1, 10_000);
        fitted.GetProperty("short_of_time").GetBoolean().ShouldBeFalse(); // without photos there is one part
        CommandLineRun parts = await TinyTraining.Succeed("fit", "--run", tiny.Run, "--data", tiny.Set, "--steps", "100000", "--minutes", "0.02", "--threads", "1");
        parts.Output.ShouldContain(" steps, the rest left out for want of time, loss");
        CommandLineRun none = await CommandLineRun.Of("fit", "--run", tiny.Run, "--minutes", "0");
        none.ExitCode.ShouldBe(2);
        none.Error.ShouldContain("--minutes 0 is out of range");
        CommandLineRun lesson = await CommandLineRun.Of("fit", "--run", tiny.Run, "--minutes", "1", "--corrections", tiny.At("corrections"));
        lesson.ExitCode.ShouldBe(2);
        lesson.Error.ShouldContain("give --correction-steps");
    }

    [Theory]
    [InlineData("--steps is for whole fits", "--corrections", "x", "--steps", "500")]
    [InlineData("--finer-steps is for whole fits", "--corrections", "x", "--finer-steps", "0")]
    [InlineData("--cutout-steps is for segmenters", "--method", "encoder", "--cutout-steps", "5")]
    [InlineData("--corrections", "--corrections")]
    [InlineData("--method", "--method")]
    public async Task A_fit_refuses_what_it_would_ignore(string told, params string[] given)
    {
        CommandLineRun refused = await CommandLineRun.Of(["fit", "--run", tiny.Run, .. given]);
        refused.ExitCode.ShouldBe(2);
        refused.Error.ShouldContain(told);
    }

    [Fact]
    public async Task Masks_of_a_generator_are_scored_without_labels()
    {
        await TinyTraining.Succeed("fit", "--run", tiny.Run, "--steps", "2", "--threads", "1");
        JsonElement quality = await Json("mask-quality", "--run", tiny.Run, "--count", "20", "--threads", "1");
        quality.GetProperty("scenes").GetInt32().ShouldBe(20);
        quality.GetProperty("agreement").GetProperty("mean").GetDouble().ShouldBeInRange(0, 1);
        CommandLineRun told = await TinyTraining.Succeed("mask-quality", "--run", tiny.Run, "--count", "20", "--threads", "1");
        told.Output.ShouldStartWith("20 scenes");
        told.Output.ShouldContain("coverage");
    }

    [Fact]
    public async Task A_segmenter_that_learns_from_photos_tells_how_alike_their_masks_are()
    {
        JsonElement fitted = await Json("fit", "--run", tiny.Run, "--data", tiny.Set, "--steps", "2", "--cutout-steps", "3", "--threads", "1");
        fitted.GetProperty("silhouette_overlap").GetDouble().ShouldBeInRange(0, 1);
        fitted.GetProperty("cutout_steps").GetInt32().ShouldBe(3);
    }

    [Fact]
    public async Task An_encoder_is_fitted_and_scored_by_folders_of_photos_and_masks()
    {
        const string Told = "The masks that the photos are packed with teach the encoder, too.";
        await TinyTraining.Succeed("pack", tiny.At("photos"), "--resolution", "16", "--out", tiny.At("pairs.safetensors"));
        (await FitTo(tiny.At("pairs.safetensors"))).Error.ShouldContain(Told);
        (await FitTo(tiny.Set)).Error.ShouldNotContain(Told);
        JsonElement scored = await Json(
            "evaluate", "--run", tiny.Run, "--images", tiny.At("photos/images"), "--masks", tiny.At("photos/masks"), "--method", "encoder");
        scored.GetProperty("method").GetString().ShouldBe("encoder");

        await TinyTraining.Succeed("fit", "--run", tiny.Run, "--steps", "2", "--threads", "1");
        JsonElement both = await Json("evaluate", "--run", tiny.Run, "--data", tiny.At("photos"), "--method", "both");
        both.GetProperty("method").GetString().ShouldBe("both");
        both.GetProperty("photos").GetInt32().ShouldBe(6);
        JsonElement segmented = await Json("segment", "--run", tiny.Run, tiny.At("photos/images"), "--out", tiny.At("both"), "--method", "both");
        segmented.GetProperty("photos").GetInt32().ShouldBe(6);
        JsonElement otherwise = await Json(
            "segment", "--run", tiny.Run, tiny.At("photos/images"), "--out", tiny.At("otherwise"), "--method", "both",
            "--refine", "2", "--search", "0.5", "--without", "mirror,edges,second-look", "--precision", "bfloat16");
        otherwise.GetProperty("photos").GetInt32().ShouldBe(6);

        Task<CommandLineRun> FitTo(string set) => TinyTraining.Succeed("fit", "--run", tiny.Run, "--data", set, "--method", "encoder", "--steps", "2", "--threads", "1");
    }

    [Fact]
    public async Task Scenes_are_written_layer_by_layer_and_do_not_depend_on_their_number()
    {
        await TinyTraining.Succeed("generate", "--run", tiny.Run, "--count", "2", "--seed", "5", "--out", tiny.At("two"));
        await TinyTraining.Succeed("generate", "--run", tiny.Run, "--count", "18", "--seed", "5", "--out", tiny.At("many"));
        Directory.GetFiles(tiny.At("two")).Length.ShouldBe(11);
        foreach (string kind in new[] { "composite", "background", "foreground", "mask", "cutout" })
            File.ReadAllBytes(tiny.At($"two/0002-{kind}.png")).ShouldBe(File.ReadAllBytes(tiny.At($"many/0002-{kind}.png")));
        File.Exists(tiny.At("many/0018-cutout.png")).ShouldBeTrue();
    }

    [Fact]
    public async Task A_run_is_made_small_and_still_paints()
    {
        await TinyTraining.Succeed("fit", "--run", tiny.Run, "--steps", "2", "--threads", "1");
        JsonElement exported = await Json("export", "--run", tiny.Run, "--model", tiny.At("small"));
        exported.GetProperty("bytes").GetInt64().ShouldBe(Directory.GetFiles(tiny.At("small")).Sum(file => new FileInfo(file).Length));
        await TinyTraining.Succeed("generate", "--run", tiny.At("small"), "--count", "2", "--out", tiny.At("painted"));
        CommandLineRun both = await CommandLineRun.Of("export", "--run", tiny.Run);
        (both.ExitCode, both.Error.Contains("--onnx FILE", StringComparison.Ordinal)).ShouldBe((2, true));
    }

    [Fact]
    public async Task A_generator_is_exported_for_other_programs()
    {
        JsonElement exported = await Json("export", "--run", tiny.Run, "--onnx", tiny.At("generator.onnx"), "--what", "generator");
        exported.GetProperty("bytes").GetInt64().ShouldBe(new FileInfo(tiny.At("generator.onnx")).Length);
    }

    [Fact]
    public async Task Wrong_input_exits_with_2_in_one_sentence()
    {
        string photos = tiny.At("photos/images"), run = tiny.Run, nothing = tiny.At("nothing");
        Directory.CreateDirectory(nothing);
        string unfitted = tiny.At("unfitted");
        Directory.CreateDirectory(unfitted);
        File.Copy(Path.Combine(run, "config.json"), Path.Combine(unfitted, "config.json"), overwrite: true);
        (string Says, string[] Arguments)[] wrong =
        [
            ("is no run folder", ["segment", "--run", tiny.At("nowhere"), photos, "--out", nothing]),
            ("perturbseg fit --run", ["segment", "--run", unfitted, photos, "--out", nothing]),
            ("perturbseg fit --run", ["evaluate", "--run", unfitted, "--data", tiny.At("photos"), "--method", "encoder"]),
            ("has no checkpoint", ["fit", "--run", unfitted]),
            ("has no checkpoint", ["generate", "--run", unfitted, "--out", nothing]),
            ("--data", ["fit", "--run", run, "--method", "encoder"]),
            ("--steps 0", ["fit", "--run", run, "--steps", "0"]),
            ("--finer-steps -1", ["fit", "--run", run, "--finer-steps", "-1"]),
            ("--cutout-steps -1", ["fit", "--run", run, "--cutout-steps", "-1"]),
            ("--count 1", ["mask-quality", "--run", run, "--count", "1"]),
            ("has no checkpoint", ["mask-quality", "--run", unfitted]),
            ("--count 0", ["generate", "--run", run, "--count", "0", "--out", nothing]),
            ("'drawing'", ["segment", "--run", run, photos, "--out", nothing, "--format", "drawing"]),
            ("'edge'", ["segment", "--run", run, photos, "--out", nothing, "--without", "edge"]),
            ("--refine -1", ["segment", "--run", run, photos, "--out", nothing, "--refine", "-1"]),
            ("--method encoder", ["segment", "--run", run, photos, "--out", nothing, "--refine", "5"]),
            ("0.02 to 1", ["segment", "--run", run, photos, "--out", nothing, "--search", "3"]),
            ("--images", ["evaluate", "--run", run, "--images", photos]),
            ("is given for two of them", ["evaluate", "--run", tiny.At("nowhere"), "--data", tiny.At("photos"), "--out", Path.Combine(nothing, "a"), "--csv", Path.Combine(nothing, "a")]),
            ("needs --object-value", ["evaluate", "--run", run, "--data", tiny.At("photos"), "--ignore-value", "255"]),
            ("70000 is no value of a mask", ["evaluate", "--run", run, "--data", tiny.At("photos"), "--object-value", "70000"]),
            ("--max-megapixels 0", ["pack", photos, "--out", Path.Combine(nothing, "a.st"), "--resolution", "16", "--max-megapixels", "0"]),
            ("--max-megapixels 900", ["segment", "--run", run, photos, "--out", nothing, "--max-megapixels", "900"]),
            ("perturbseg fit --run", ["export", "--run", unfitted, "--onnx", Path.Combine(nothing, "a.onnx")]),
            ("--generator is for --model", ["export", "--run", run, "--generator", run, "--onnx", Path.Combine(nothing, "a.onnx")]),
            ("--what is for --onnx", ["export", "--run", run, "--what", "generator", "--model", Path.Combine(nothing, "a")]),
            ("add --corrections", ["fit", "--run", run, "--data", tiny.Set, "--photos", photos]),
            ("add --corrections", ["fit", "--run", run, "--correction-steps", "5"]),
            ("is a folder", ["export", "--run", run, "--onnx", nothing, "--what", "generator"]),
        ];
        foreach ((string says, string[] arguments) in wrong)
        {
            CommandLineRun result = await CommandLineRun.Of(arguments);
            result.ExitCode.ShouldBe(2, string.Join(' ', arguments));
            result.Output.ShouldBeEmpty();
            result.Error.TrimEnd().Split('\n').Length.ShouldBe(1, result.Error);
            result.Error.ShouldContain(says);
        }
    }

    [Fact]
    public async Task An_unknown_method_is_told_with_the_known_ones()
    {
        CommandLineRun result = await CommandLineRun.Of("fit", "--run", tiny.Run, "--method", "both"); // for segment and evaluate alone
        result.ExitCode.ShouldBe(2);
        result.Error.ShouldContain("segmenter");
        result.Error.ShouldContain("encoder");
    }

    private static async Task<JsonElement> Json(params string[] arguments)
        => JsonDocument.Parse((await TinyTraining.Succeed([.. arguments, "--json"])).Output).RootElement;
}
