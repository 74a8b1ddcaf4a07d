using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using PerturbSeg.Web.Hosting;

namespace PerturbSeg.Web.Teach;

/// <summary>Begins a lesson with the decisions of the review, and tells how far it has come.</summary>
/// <param name="teacher">Teaches; null where no packed set was named.</param>
internal sealed class TeachEndpoints(Teacher? teacher)
{
    private Teacher Teacher => teacher ?? throw new ProblemException(404, "Nothing can be taught: start the server with --photos FOLDER and --data SET.");

    /// <summary>Adds the endpoints.</summary>
    public void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/api/teach", () => Results.Json(Tell(Teacher.State)));
        app.MapPost("/api/teach", () => Results.Json(Tell(Teacher.Begin()), statusCode: StatusCodes.Status202Accepted));
    }

    private static JsonObject Tell(TeachingState state) => new()
    {
        ["running"] = state.IsRunning,
        ["done"] = state.Done,
        ["steps"] = state.Steps,
        ["result"] = state.Result is not { } result ? null : new JsonObject
        {
            ["taught"] = result.Taught,
            ["held_back"] = result.HeldBack,
            ["iou_before"] = result.IouBefore,
            ["iou_after"] = result.IouAfter,
        },
        ["skipped"] = new JsonArray([.. state.Skipped.Select(text => (JsonNode)text)]),
        ["problem"] = state.Problem,
    };
}
