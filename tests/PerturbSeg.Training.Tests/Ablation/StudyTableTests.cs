using PerturbSeg.Training.Ablation;
using PerturbSeg.Training.Fitting;
using PerturbSeg.Training.Runs;
using PerturbSeg.Training.Tests.Runs;

namespace PerturbSeg.Training.Tests.Ablation;

public sealed class StudyTableTests
{
    private static readonly DegeneracyFigures Sound = new(0.25, 0.02, 0.5, 0.1, 0.5);

    [Fact]
    public void A_variant_is_a_row_with_the_mean_over_its_seeds_and_each_of_them()
    {
        StudyRow[] rows =
        [
            Row("default", 1, new(Sound, 0.5)),
            Row("default", 2, new(Sound with { Coverage = 0.01 }, 0.7)),
            Row("odd", 1, null),
        ];
        StudyTable.Render(Plan(rows), rows).ShouldBe(
            """
            # Study tiny

            1.5 kimg a run, 2 steps of fit; 2 of 3 runs finished.

            | Variant | Seeds | Coverage | Silhouette overlap | Self-agreement | Verdict |
            |---|---|---|---|---|---|
            | default | 1, 2 | 0.130 (0.250, 0.010) | 0.500 (0.500, 0.500) | 0.600 (0.500, 0.700) | sound; empty mask |
            | odd | 1 | – | – | – | not finished |

            - **default**: Shows default.
            - **odd**: Shows odd.

            `scenes.png` shows scenes of each run in a row, by composite, background and object on white: default/seed-1, default/seed-2.

            """);
    }

    [Fact]
    public void A_run_is_a_line_of_the_file_of_figures_and_a_comma_in_its_verdict_is_quoted()
    {
        StudyRow[] rows = [Row("default", 1, new(Sound with { Coverage = 0, FrameCoverage = 0.5, LargestPiece = 0.99, Holes = 0.03, Ghost = 0.125 }, 0.5))];
        StudyCsv.Render(Plan(rows), rows).ShouldBe(
            "variant,seed,kimg,frechet_distance,coverage,in_one_piece,agreement,silhouette_overlap,self_agreement,indecision,layer_difference,frame_coverage,largest_piece,holes,ghost,photo_silhouette_overlap,rollbacks,verdict\n"
            + "default,1,1.5,,0,,,0.5,0.5,0.02,0.5,0.5,0.99,0.03,0.125,0.25,,\"empty mask, patch at frame\"\n");
    }

    [Fact]
    public void Several_categories_have_columns_of_their_own_and_one_together()
        => StudyFigure.InTable(Plan([]) with { Evaluations = [new("fish", "f", "g"), new("car", "c", "d")] }).Select(figure => figure.Title).Where(title => title.Contains("data set"))
            .ShouldBe(["IoU fish, data set", "IoU car, data set", "IoU together, data set"]);

    [Fact]
    public void A_diverged_run_says_so()
    {
        StudyRow diverged = Row("default", 1, null);
        (diverged with { Result = Result(diverged, null) with { Failure = "Training diverged." } }).Verdict.ShouldBe("diverged");
        (diverged with { Result = Result(diverged, new(Sound, null)) with { Failure = "The fit diverged." } }).Verdict.ShouldBe("fit diverged");
    }

    private static StudyPlan Plan(IEnumerable<StudyRow> rows) => new() { Study = "tiny", Kimg = 1.5, FitSteps = 2, Runs = [.. rows.Select(row => row.Run)] };

    private static StudyRow Row(string variant, ulong seed, Seen? seen)
    {
        var run = new PlannedRun { Variant = variant, Reason = $"Shows {variant}.", Data = ["set"], Options = TinyTraining.Options with { Seed = seed } };
        var row = new StudyRow(run, null, null);
        return seen is null ? row : row with { Result = Result(row, seen) };
    }

    private static RunResult Result(StudyRow row, Seen? seen) => new()
    {
        Variant = row.Run.Variant,
        Seed = row.Run.Options.Seed,
        Kimg = 1.5,
        FitSteps = 2,
        Figures = seen?.Figures,
        Consistency = seen?.SelfAgreement is { } agreement ? new PhotoConsistency(agreement, 0.25) : null,
    };

    private sealed record Seen(DegeneracyFigures Figures, double? SelfAgreement);
}
