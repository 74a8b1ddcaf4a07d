using System.Text;
using System.Text.Json;
using PerturbSeg.Cli;
using PerturbSeg.Corrections;
using PerturbSeg.Files;
using PerturbSeg.Fuzz.Mutations;
using PerturbSeg.Masks;
using PerturbSeg.Metrics;
using PerturbSeg.Outputs;
using PerturbSeg.Reports;
using PerturbSeg.Tests.Shared;
using PerturbSeg.Training.Ablation;
using PerturbSeg.Training.Logs;
using PerturbSeg.Training.RunReports;
using PerturbSeg.Training.Runs;
using PerturbSeg.Training.Settings;

namespace PerturbSeg.Fuzz.Readers;

/// <summary>Text that runs, studies, reviews and outputs keep.</summary>
internal static class JsonReaders
{
    /// <summary>A run's settings.</summary>
    public static Reader Configuration() => Json("config.json", folder => RunFolder.Open(folder).Configuration.Options.Validate(), [
        TinyRunFolder.Configuration(TinyRunFolder.Options),
        TinyRunFolder.Configuration(Presets.Scenes),
        TinyRunFolder.Configuration(PublishedPresets.LsunCar),
        Encoding.UTF8.GetBytes("""{"format":1,"options":{"perturbation_ramp_kimg":3,"shift":0.1,"tint":{"from":1,"to":0.05,"once_settled":true,"over_kimg":16}},"data":"","photos":0,"device":"cpu","threads":1}"""),
    ]);

    /// <summary>What stands behind <c>--set</c>.</summary>
    public static Reader SettingChange() => new BytesReader(file => SettingChanges.Apply(Presets.Small, [Encoding.UTF8.GetString(file)]))
    {
        Seeds = [.. ((string[])["network.width=1", "shift*=0.5", """r1_gamma={"from": 1, "to": 0.1, "once_settled": true, "over_kimg": 16}""", "network.variant=SharedMapping", "min_masks=[0.1,0.2]"])
            .Select(Encoding.UTF8.GetBytes)],
    };

    /// <summary>A study that a user wrote.</summary>
    public static Reader Study() => Json("study.json", folder =>
    {
        Study study = Studies.Open(Path.Combine(folder, "study.json"), ["set"]);
        foreach (Variant variant in study.Variants)
            study.Settings(variant, Presets.Named(study.Preset));
    }, [Encoding.UTF8.GetBytes("""{"name":"mine","preset":"small","variants":[{"name":"a","reason":"x","changes":["tint=0.2"]},{"name":"b","reason":"y","from":"a","changes":["shift*=2"],"sets":[1]}]}""")]);

    /// <summary>The plan of a study that was begun, and a result.</summary>
    public static Reader StudyPlan() => Json("study.json", folder =>
    {
        var study = new StudyFolder(folder);
        if (study.ReadPlan() is not { } plan)
            return;
        File.Copy(Path.Combine(folder, "study.json"), Path.Combine(folder, "a", "result.json"), overwrite: true);
        foreach (PlannedRun run in plan.Runs.Take(3))
            study.ReadResult(plan, run);
    }, [Encoding.UTF8.GetBytes($$"""
        {"study":"mine","commands":["ablate"],"kimg":1,"fit_steps":2,"device":"cpu","threads":1,"evaluations":[{"name":"n","images":"i","masks":"m"}],
        "runs":[{"variant":"a","reason":"r","data":["set"],"options":{{TinyRunFolder.Options.ToJson()}}}]}
        """)], ("a/keep", []));

    /// <summary>What an evaluation found.</summary>
    public static Reader Evaluation()
    {
        var found = new MaskEvaluation();
        found.Add([1, 1, 0, 0], [1, 0, 0, 0], 2, 2, "a.jpg", 0.5);
        found.Add([1, 1, 0, 0], [1, 1, 0, 0], 2, 2, "b.jpg", 0.25);
        return Json(
            "evaluation.json",
            folder =>
            {
                foreach (EvaluationResult evaluation in RunReport.ReadEvaluations(RunFolder.Open(folder), []))
                    new HtmlReport("a", "b").AddFigures(evaluation);
            },
            [Encoding.UTF8.GetBytes(found.Result("segmenter").ToJson())],
            [.. TinyRunFolder.Files]);
    }

    /// <summary>The log of a training, to be shown and to be gone on with. Nothing in it is refused: lines that cannot be read are left out.</summary>
    public static Reader Metrics() => new FileReader("metrics.jsonl", folder =>
    {
        _ = new HtmlReport("a", "b").AddCurves(RunMetrics.Charts(RunMetrics.Read(RunFolder.Open(folder))));
        MetricsLog.Resume(Path.Combine(folder, "metrics.jsonl"), 2000).Dispose();
    })
    {
        Seeds = ["{\"kimg\":1.28,\"loss/generator\":0.71,\"mask/mean\":null}\n{\"kimg\":2.56,\"loss/generator\":0.5,\"note\":\"x\"}\n"u8.ToArray()],
        Structure = new JsonLineMutation(),
        Refusals = [],
        Beside = TinyRunFolder.Files,
    };

    /// <summary>What was decided in a supervised training. Nothing in it is refused.</summary>
    public static Reader Decisions() => new FileReader("decisions.jsonl", folder =>
    {
        foreach (JsonElement line in JsonLines.Read(Path.Combine(folder, "decisions.jsonl")))
            _ = DecisionRow.Of(line);
    })
    {
        Seeds = ["""
            {"decision":"gave_up","attempt":1,"kimg":4.5,"why":["The mask is empty."],"next":{"min_mask":0.2}}
            {"decision":"kept","attempt":2,"kimg":9,"why":[],"scores":{"1":0.25,"2":null}}
            {"decision":"chose_min_mask","kimg":2,"chosen":{"min_mask":0.25},"scores":{"0.25":0.5}}
            """u8.ToArray()],
        Structure = new JsonLineMutation(),
        Refusals = [],
    };

    /// <summary>A decision of a review.</summary>
    public static Reader Correction() => Json("a.json", folder =>
    {
        var corrections = new CorrectionFolder(folder);
        foreach (string name in corrections.Names())
            _ = corrections.Mask(name, corrections.Find(name));
    }, ["""{"photo":"sub/a.jpg","decision":"mended","width":24,"height":16,"decided":"2026-01-02T03:04:05.678Z","version":2}"""u8.ToArray()], ("a.png", [1, 2, 3]));

    /// <summary>The journal of <c>learn</c>.</summary>
    public static Reader Journal() => Json("learn.json", folder => LearnJournal.Read(folder)?.AfterKill(folder),
        ["""{"photos":["/a"],"resolution":64,"given":["--minutes 5"],"trainings":{"run":{"seconds":1.5,"since":"2026-01-02T03:04:05Z"}},"segmenting":"x","scenes_of":null}"""u8.ToArray()]);

    /// <summary>COCO annotations that are gone on with.</summary>
    public static Reader Coco() => Table(new CocoTable(), new JsonMutation());

    /// <summary>A table of areas that is gone on with.</summary>
    public static Reader Areas() => Table(new AreaTable(), null);

    private static BytesReader Table(ISegmentationTable table, IMutation? structure)
    {
        var mask = new Mask(4, 3, [0, 0, 0, 0, 0, 1, 1, 0, 0, 0, 1, 0]);
        string[] entries = [.. ((string[])["a.jpg", "sub/\"b\", c.png"]).Select(name => table.Entry(new SegmentedPhoto(name, TestPhotos.Plain(4, 3, 1, 2, 3), mask)))];
        using var stream = new MemoryStream();
        table.Write(stream, entries);
        return new BytesReader(file =>
        {
            IReadOnlyDictionary<string, string> read = table.Read(Encoding.UTF8.GetString(file));
            table.Write(Stream.Null, read.Values); // as at the end of a run that went on
        })
        {
            Seeds = [stream.ToArray()],
            Structure = structure,
            Refusals = [typeof(FormatException)],
        };
    }

    private static FileReader Json(string name, Action<string> read, IReadOnlyList<byte[]> seeds, params (string Name, byte[] Content)[] beside)
        => new(name, read) { Seeds = seeds, Structure = new JsonMutation(), Beside = beside };
}
