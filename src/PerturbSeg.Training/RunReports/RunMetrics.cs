using System.Text.Json;
using PerturbSeg.Files;
using PerturbSeg.Reports;
using PerturbSeg.Training.Logs;
using PerturbSeg.Training.Runs;

namespace PerturbSeg.Training.RunReports;

/// <summary>The figures that a training logged, as curves over thousands of images.</summary>
public static class RunMetrics
{
    private const string Kimg = "kimg";

    /// <summary>Reads a run's log.</summary>
    /// <param name="run">The run; a run that logged nothing has no curves. What a crash left half written is left out, as is any line without a moment.</param>
    /// <returns>Curves by the names in the log, in the order that it names them.</returns>
    public static IReadOnlyList<Curve> Read(RunFolder run)
    {
        ArgumentNullException.ThrowIfNull(run);
        string path = Path.Combine(run.FolderPath, ScalarLogs.MetricsFileName);
        var curves = new OrderedDictionary<string, (List<double> X, List<double> Y)>();
        foreach (JsonElement line in JsonLines.Read(path))
        {
            if (!line.TryGetProperty(Kimg, out JsonElement moment) || moment.ValueKind != JsonValueKind.Number || moment.GetDouble() is var kimg && !double.IsFinite(kimg))
                continue;
            foreach (JsonProperty figure in line.EnumerateObject().Where(figure => figure.Name != Kimg))
            {
                if (!curves.TryGetValue(figure.Name, out (List<double> X, List<double> Y) curve))
                    curves.Add(figure.Name, curve = ([], []));
                curve.X.Add(kimg);
                curve.Y.Add(figure.Value.ValueKind == JsonValueKind.Number ? figure.Value.GetDouble() : double.NaN);
            }
        }

        return [.. curves.Select(curve => new Curve(curve.Key, curve.Value.X, curve.Value.Y))];
    }

    /// <summary>Groups curves into charts by what stands before the slash of their names.</summary>
    /// <param name="curves">What <see cref="Read"/> gave. Groups that are 0 throughout, such as augmentations that are off, are left out.</param>
    public static IReadOnlyList<CurveChart> Charts(IEnumerable<Curve> curves)
        => [.. curves
            .GroupBy(curve => curve.Name.Split('/')[0])
            .Where(group => group.Any(curve => curve.Y.Any(value => value != 0)))
            .Select(group => new CurveChart(Title(group.Key), Kimg, [.. group.Select(curve => curve with { Name = ShortName(curve.Name) })]))];

    private static string ShortName(string name) => name[(name.IndexOf('/', StringComparison.Ordinal) + 1)..].Replace('_', ' ');

    private static string Title(string group) => group switch
    {
        "loss" => "Losses of both players; penalty of the discriminator",
        "logit" => "What the discriminator says of photos and composites",
        "mask" => "Masks under training, and their losses without weights",
        "monitor" => "Monitors of degenerate splits, on fixed scenes",
        "augment" => "Augmentations of what the discriminator sees",
        "path_length" => "Path lengths of the generator",
        "layers" => "How much the layers say about one another",
        "reconstruction" => "Photos painted again",
        _ => group.Replace('_', ' '),
    };
}
