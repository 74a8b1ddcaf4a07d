using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace PerturbSeg.Web.Hosting;

/// <summary>The page's own files, which are part of the program.</summary>
internal static class PageEndpoints
{
    private const string Index = "index.html";
    private static readonly Assembly Own = typeof(PageEndpoints).Assembly;
    private static readonly HashSet<string> Names = [.. Own.GetManifestResourceNames()];

    /// <summary>Adds the endpoints.</summary>
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/", () => File(Index));
        app.MapGet("/page/{name}", (string name) => Names.Contains(name) ? File(name) : throw new ProblemException(404, $"The page has no '{name}'."));
    }

    private static IResult File(string name) => Results.Stream(Own.GetManifestResourceStream(name)!, Path.GetExtension(name) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".svg" => "image/svg+xml",
        _ => "application/octet-stream",
    });
}
