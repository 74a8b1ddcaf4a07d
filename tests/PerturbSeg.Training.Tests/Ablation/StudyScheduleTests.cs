using PerturbSeg.Tests.Shared;
using PerturbSeg.Torch;
using PerturbSeg.Training.Ablation;
using PerturbSeg.Training.Runs;
using PerturbSeg.Training.Tests.Runs;

namespace PerturbSeg.Training.Tests.Ablation;

public sealed class StudyScheduleTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly StudyFolder _study;
    private readonly List<string> _launched = [];

    public StudyScheduleTests() => _study = new StudyFolder(_folder.At("study"));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Runs_that_have_a_result_are_passed_over_and_one_that_crashes_ends_nothing()
    {
        StudyPlan plan = _study.Begin(Plan("a", "b", "c"));
        _study.WriteResult(plan.Runs[0], Result("a"));
        IReadOnlyList<StudyRow> rows = await Schedule(plan).RunAsync(plan.Runs, 1, null, CancellationToken.None);
        _launched.ShouldBe(["b/seed-3", "c/seed-3"]);
        rows.Select(row => row.Verdict).ShouldBe(["sound", "failed: out of memory", "sound"]);
        File.ReadAllText(_study.TablePath).ShouldContain("| b | 3 | – | – | failed: out of memory |");
        string report = File.ReadAllText(_study.ReportPath);
        report.ShouldContain("2 of 3 runs finished.");
        report.ShouldContain("failed: out of memory");
        report.ShouldContain("Shows c.");

        _launched.Clear();
        await Schedule(plan).RunAsync(plan.Runs, 2, null, CancellationToken.None);
        _launched.ShouldBe(["b/seed-3"]);
    }

    [Fact]
    public async Task A_study_that_is_stopped_begins_no_more_runs_and_keeps_its_table()
    {
        StudyPlan plan = _study.Begin(Plan("a", "c", "d"));
        using var stop = new CancellationTokenSource();
        IReadOnlyList<StudyRow> rows = await new StudySchedule(_study, plan, (run, _) =>
        {
            _study.WriteResult(run, Result(run.Variant));
            return stop.CancelAsync();
        }).RunAsync(plan.Runs, 1, null, stop.Token);
        rows.Select(row => row.Verdict).ShouldBe(["sound", "not finished", "not finished"]);
        File.ReadAllText(_study.TablePath).ShouldContain("1 of 3 runs finished");
    }

    [Fact]
    public void Runs_of_an_earlier_call_stay_in_the_plan()
    {
        _study.Begin(Plan("a", "b") with { Commands = ["first"] });
        StudyPlan both = _study.Begin(Plan("c", "a") with { Commands = ["second"] });
        both.Runs.Select(run => run.Variant).ShouldBe(["a", "b", "c"]);
        both.Commands.ShouldBe(["first", "second"]);
        _study.ReadPlan()!.Runs.Count.ShouldBe(3);
    }

    [Fact]
    public void Results_by_other_features_are_due_again()
    {
        StudyPlan plan = _study.Begin(Plan("a"));
        _study.WriteResult(plan.Runs[0], Result("a"));
        _study.ReadResult(plan, plan.Runs[0]).ShouldNotBeNull();
        _study.ReadResult(plan with { Features = "inception.pt" }, plan.Runs[0]).ShouldBeNull();
        _study.WriteResult(plan.Runs[0], Result("a") with { Failure = "The fit diverged.", FrechetDistance = 0.1 });
        _study.ReadResult(plan, plan.Runs[0]).ShouldNotBeNull();
        _study.ReadResult(plan with { Features = "inception.pt" }, plan.Runs[0]).ShouldBeNull();
    }

    [Fact]
    public void A_plan_of_an_earlier_version_is_read()
    {
        _study.Begin(Plan("a"));
        string file = Path.Combine(_study.FolderPath, "study.json"), plan = File.ReadAllText(file);
        File.WriteAllText(file, plan.Replace("\"batch_size\":", "\"perturbation_ramp_kimg\": 0, \"batch_size\":", StringComparison.Ordinal));
        File.ReadAllText(file).ShouldNotBe(plan);
        _study.ReadPlan()!.Runs.ShouldHaveSingleItem();
    }

    [Fact]
    public void A_larger_budget_makes_results_due_again_and_a_smaller_one_is_refused()
    {
        StudyPlan plan = _study.Begin(Plan("a"));
        _study.WriteResult(plan.Runs[0], Result("a"));
        StudyPlan more = _study.Begin(plan with { Kimg = 2 });
        _study.ReadResult(more, more.Runs[0]).ShouldBeNull();
        Should.Throw<UserErrorException>(() => _study.Begin(plan)).Message.ShouldContain("begun with --kimg 2");
    }

    [Fact]
    public void A_run_that_was_begun_with_other_settings_is_refused()
    {
        StudyPlan plan = _study.Begin(Plan("a"));
        RunFolder.Create(_study.RunPath(plan.Runs[0]), TinyTraining.Configuration(plan.Runs[0].Options with { Shift = 0.3 }));
        Should.Throw<UserErrorException>(() => _study.Begin(plan)).Message.ShouldContain("begun with other settings");
    }

    [Fact]
    public void Other_photos_or_another_device_make_another_study()
    {
        StudyPlan plan = _study.Begin(Plan("a"));
        StudyPlan other = plan with { Runs = [plan.Runs[0] with { Data = ["other"] }] };
        Should.Throw<UserErrorException>(() => _study.Begin(other)).Message.ShouldContain("was begun with --data set");
        _study.Begin(plan with { Runs = [plan.Runs[0] with { Data = ["moved/set"] }] }).Runs.ShouldHaveSingleItem().Data.ShouldBe(["moved/set"]);
        RunFolder.Create(_study.RunPath(plan.Runs[0]), TinyTraining.Configuration(plan.Runs[0].Options));
        Should.Throw<UserErrorException>(() => _study.Begin(plan with { Device = "cuda" })).Message.ShouldContain("was begun with --device cpu");
        _study.WriteResult(plan.Runs[0], Result("a"));
        _study.Begin(plan with { Device = "cuda" }); // it is finished
    }

    [Fact]
    public void Runs_of_another_side_make_another_study()
    {
        StudyPlan plan = _study.Begin(Plan("a"));
        PlannedRun run = Plan("b").Runs[0];
        StudyPlan larger = plan with { Runs = [run with { Options = run.Options with { Network = run.Options.Network with { Resolution = 16 } } }] };
        Should.Throw<UserErrorException>(() => _study.Begin(larger)).Message.ShouldStartWith("Scenes of 8 and 16 pixels cannot be compared");
    }

    [Fact]
    public void The_precision_that_was_timed_first_stays()
    {
        _study.Begin(Plan("a") with { Precision = ScalarType.BFloat16 });
        _study.Begin(Plan("b") with { Precision = null });
        _study.ReadPlan()!.Precision.ShouldBe(ScalarType.BFloat16);
    }

    private StudySchedule Schedule(StudyPlan plan) => new(_study, plan, (run, _) =>
    {
        _launched.Add(run.Id);
        if (run.Variant == "b")
            throw new InvalidOperationException("out of memory");
        _study.WriteResult(run, Result(run.Variant));
        return Task.CompletedTask;
    });

    private static StudyPlan Plan(params string[] variants) => new()
    {
        Study = "tiny",
        Kimg = 1,
        FitSteps = 2,
        Runs = [.. variants.Select(name => new PlannedRun { Variant = name, Reason = $"Shows {name}.", Data = ["set"], Options = TinyTraining.Options })],
    };

    private static RunResult Result(string variant) => new()
    {
        Variant = variant, Seed = 3, Kimg = 1, FitSteps = 2, Features = "random features", Figures = new DegeneracyFigures(0.25, 0.02, 0.5, 0.1, 0.5),
    };
}
