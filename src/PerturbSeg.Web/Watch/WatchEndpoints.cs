using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using PerturbSeg.Reports;
using PerturbSeg.Training.Logs;
using PerturbSeg.Training.RunReports;
using PerturbSeg.Training.Runs;
using PerturbSeg.Web.Hosting;
using PerturbSeg.Web.Runs;

namespace PerturbSeg.Web.Watch;

/// <summary>Curves, sample sheets and verdicts of runs, also of those that another process trains: everything is read from the run folder.</summary>
/// <param name="runs">The runs.</param>
/// <param name="stopping">Ends what would go on for ever.</param>
internal sealed class WatchEndpoints(ServedRuns runs, CancellationToken stopping)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1), Silence = TimeSpan.FromSeconds(15); // proxies cut what is silent for a minute

    /// <summary>Adds the endpoints.</summary>
    public void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/api/runs/{name}", (string name) => Results.Json(Tell(runs[name])));
        app.MapGet("/api/runs/{name}/samples/{kimg:double}", (string name, double kimg) => Sheet(runs[name].Run, kimg));
        app.MapGet("/api/runs/{name}/events", FollowAsync).DisableRequestTimeout();
    }

    private static JsonObject Tell(ServedRun run)
    {
        IReadOnlyList<Curve> curves = RunMetrics.Read(run.Run);
        DegeneracyFigures? figures = DegeneracyFigures.FromLog(curves.ToDictionary(curve => curve.Name, curve => curve.Y.LastOrDefault(value => !double.IsNaN(value), double.NaN)));
        return new JsonObject
        {
            ["name"] = run.Name,
            ["kimg"] = run.Kimg,
            ["verdicts"] = Texts(figures?.Verdicts ?? []),
            ["warnings"] = Texts(figures?.Warnings ?? []),
            ["series"] = new JsonArray([.. curves.Select(curve => new JsonObject
            {
                ["name"] = curve.Name,
                ["points"] = new JsonArray([.. curve.X.Zip(curve.Y).Where(point => double.IsFinite(point.Second)).Select(point => new JsonArray(point.First, point.Second))]),
            })]),
            ["samples"] = new JsonArray([.. run.Run.Samples().Select(sheet => new JsonObject
            {
                ["kimg"] = sheet.Kimg,
                ["written"] = File.GetLastWriteTimeUtc(sheet.Path).Ticks.ToString(CultureInfo.InvariantCulture), // another attempt has sheets of the same moments
            })]),
        };
    }

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(text => (JsonNode)text)]);

    // A number chooses among the sheets that there are: nothing of the request becomes a path.
    private static IResult Sheet(RunFolder run, double kimg)
        => run.Samples().FirstOrDefault(sheet => Math.Abs(sheet.Kimg - kimg) < 0.0005) is { Path: { } path }
            ? Results.Bytes(File.ReadAllBytes(path), "image/png")
            : throw new ProblemException(404, $"There is no sample sheet of {kimg} kimg.");

    private async Task FollowAsync(HttpContext context, string name, CancellationToken gone)
    {
        ServedRun run = runs[name];
        using var end = CancellationTokenSource.CreateLinkedTokenSource(gone, stopping);
        CancellationToken cancellation = end.Token;
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers["X-Accel-Buffering"] = "no"; // nginx hands each message on
        string last = string.Empty;
        var quiet = Stopwatch.StartNew();
        while (!cancellation.IsCancellationRequested)
        {
            string now = Stamp(run.Run);
            if (now != last || quiet.Elapsed > Silence)
            {
                await context.Response.WriteAsync(now == last ? ":\n\n" : $"data: {new JsonObject { ["kimg"] = run.Kimg }.ToJsonString()}\n\n", cancellation);
                await context.Response.Body.FlushAsync(cancellation);
                last = now;
                quiet.Restart();
            }

            try
            {
                await Task.Delay(Pause, cancellation);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    // What changes when there is something new to see.
    private static string Stamp(RunFolder run)
    {
        string metrics = Path.Combine(run.FolderPath, ScalarLogs.MetricsFileName);
        return $"{(File.Exists(metrics) ? new FileInfo(metrics).Length : 0)} {run.Samples().Count} {(run.HasCheckpoint ? run.LatestCheckpoint() : string.Empty)}";
    }
}
