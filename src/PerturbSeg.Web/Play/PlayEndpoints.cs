using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using PerturbSeg.Web.Hosting;
using PerturbSeg.Web.Runs;

namespace PerturbSeg.Web.Play;

/// <summary>Painted scenes in layers, for the page to play with, and what the discriminator makes of what was made of them.</summary>
/// <param name="runs">What paints.</param>
internal sealed class PlayEndpoints(ServedRuns runs)
{
    private const int MostScenes = 32;

    /// <summary>Adds the endpoints.</summary>
    public void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/api/runs/{name}/scenes", (string name, ulong? seed, int? count) => count is < 1 or > MostScenes
            ? throw new ProblemException(400, $"{count} scenes are out of range: ask for 1 to {MostScenes}.")
            : Results.Json(new JsonObject { ["scenes"] = Painter(name).Draw(seed ?? 1, count ?? 8) }));
        app.MapGet("/api/runs/{name}/walk", (string name, ulong? from, ulong? to, double? at) => at is not null and not (>= 0 and <= 1)
            ? throw new ProblemException(400, $"{at} is not between two scenes: give 0 to 1.")
            : Results.Json(new JsonObject { ["scene"] = Painter(name).Walk(from ?? 1, to ?? 2, at ?? 0)[0]!.DeepClone() }));
        app.MapPost("/api/runs/{name}/verdict", async (string name, HttpRequest request, CancellationToken cancellation) =>
        {
            ScenePainter painter = Painter(name);
            if (!painter.Judges)
                throw new ProblemException(409, $"The run '{name}' has no discriminator here: it was made small, and checkpoints alone have one.");
            return Results.Json(painter.Judge(await SceneAsync(request, painter.Side, cancellation)));
        });
    }

    private static async Task<byte[]> SceneAsync(HttpRequest request, int side, CancellationToken cancellation)
    {
        byte[] scene = new byte[4 * side * side], beyond = new byte[1];
        bool fits = await request.Body.ReadAtLeastAsync(scene, scene.Length, throwOnEndOfStream: false, cancellation) == scene.Length
            && await request.Body.ReadAsync(beyond, cancellation) == 0;
        return fits ? scene : throw new ProblemException(400, $"A scene of this run has {scene.Length} bytes: red, green, blue and mask of {side}×{side} pixels.");
    }

    private ScenePainter Painter(string name)
    {
        ServedRun run = runs[name];
        return run.Paints ? run.Painter : throw new ProblemException(409, $"The run '{run.Name}' has no generator here: its folder holds no checkpoint.");
    }
}
