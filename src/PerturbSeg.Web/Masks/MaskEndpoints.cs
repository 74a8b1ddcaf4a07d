using System.Text.Json.Nodes;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using PerturbSeg.Imaging;
using PerturbSeg.Outputs;
using PerturbSeg.Reports;
using PerturbSeg.Web.Hosting;
using PerturbSeg.Web.Runs;

namespace PerturbSeg.Web.Masks;

/// <summary><c>POST /v1/masks</c> and <c>POST /v1/outputs</c>: photos in, masks out.</summary>
/// <param name="runs">What segments.</param>
/// <param name="turns">Who is next.</param>
/// <param name="photos">Reads what was sent.</param>
internal sealed class MaskEndpoints(ServedRuns runs, WorkTurns turns, SentPhotos photos)
{
    private const string Png = "image/png", DoubtHeader = "X-Doubt";
    private static readonly ISegmentationOutput[] Files = [new MaskOutput(), new CutoutOutput(), new ProbabilityOutput(), new OverlayOutput(), new SvgOutput(), new LabelmeOutput()];
    private static readonly CocoTable Coco = new();

    /// <summary>Adds the endpoints.</summary>
    public void Map(IEndpointRouteBuilder app)
    {
        app.MapPost("/v1/masks", MasksAsync).Produces<JsonObject>(200, "application/json", Png).WithName("masks")
            .WithSummary("The masks of photos: of one photo a PNG where 'Accept: image/png' asks for it, otherwise JSON with outlines, run lengths and doubt.");
        app.MapPost("/v1/outputs", OutputAsync).Produces<byte[]>(200, Png, "image/svg+xml", "application/json").WithName("outputs")
            .WithSummary($"A file made of a photo: format = {string.Join(", ", Files.Select(file => file.Format))} or {Coco.Format}.");
    }

    private async Task<IResult> MasksAsync(HttpRequest request, string? run, CancellationToken cancellation)
    {
        bool wantsPng = request.GetTypedHeaders().Accept.Any(accepted => accepted.MediaType.Equals(Png, StringComparison.OrdinalIgnoreCase) && accepted.Quality is not 0);
        var told = new JsonArray();
        IResult? alone = null;
        await SegmentAsync(request, run, int.MaxValue, (found, isAlone) =>
        {
            if (!wantsPng || !isAlone)
            {
                told.Add(Told(found));
                return;
            }

            request.HttpContext.Response.Headers[DoubtHeader] = FormattableString.Invariant($"{found.Doubt:0.####}");
            alone = Results.Bytes(Written(new MaskOutput(), found), Png);
        }, cancellation);
        return alone ?? Results.Json(new JsonObject { ["photos"] = told });
    }

    private async Task<IResult> OutputAsync(HttpRequest request, string? run, string? format, CancellationToken cancellation)
    {
        ISegmentationOutput? output = Files.FirstOrDefault(file => file.Format == format);
        if (output is null && format != Coco.Format)
            throw new ProblemException(400, $"'{format}' is no format here: choose from {string.Join(", ", Files.Select(file => file.Format))}, {Coco.Format}.");
        IResult? file = null;
        await SegmentAsync(request, run, 1, (found, _) => file = output is null ? CocoOf(found) : Results.Bytes(
            Written(output, found), TypeOf(output.Extension), $"{found.OutputName}-{output.Format}.{output.Extension}"), cancellation);
        return file!;
    }

    private static IResult CocoOf(SegmentedPhoto found)
    {
        using var stream = new MemoryStream();
        Coco.Write(stream, [Coco.Entry(found)]);
        return Results.Bytes(stream.ToArray(), "application/json", $"{found.OutputName}-{Coco.Format}.json");
    }

    // Photos are answered one after the other, so that of a form of large ones a single one is held as pixels.
    private async Task SegmentAsync(HttpRequest request, string? name, int most, Action<SegmentedPhoto, bool> answer, CancellationToken cancellation)
    {
        ServedRun run = runs[name];
        if (!run.Segments)
            throw new ProblemException(409, $"The run '{run.Name}' has no segmenter yet: fit one first.");
        using RateLimitLease reading = await turns.ToReadAsync(cancellation);
        IReadOnlyList<(string Name, byte[] File)> sent = await photos.ReadAsync(request, cancellation);
        if (sent.Count > most)
            throw new ProblemException(400, $"{sent.Count} photos came, and a file is made of one: send one at a time.");
        using RateLimitLease working = await turns.ToWorkAsync(cancellation);
        foreach ((string photoName, byte[] file) in sent)
        {
            cancellation.ThrowIfCancellationRequested();
            Photo photo = photos.Decode(photoName, file);
            answer(new SegmentedPhoto(photoName, photo, run.Model.Find([photo], cancellation)[0]), sent.Count == 1);
        }
    }

    private static JsonObject Told(SegmentedPhoto found)
    {
        JsonObject coco = JsonNode.Parse(Coco.Entry(found))!.AsObject();
        JsonObject? first = coco["annotations"]!.AsArray().FirstOrDefault()?.AsObject();
        return new JsonObject
        {
            ["name"] = found.Name,
            ["width"] = found.Mask.Width,
            ["height"] = found.Mask.Height,
            ["doubt"] = found.Doubt,
            ["area"] = first?["area"]?.DeepClone() ?? 0,
            ["score"] = first?["score"]?.DeepClone() ?? 0,
            ["box"] = first?["bbox"]?.DeepClone() ?? new JsonArray(0, 0, 0, 0),
            ["polygons"] = first?["polygons"]?.DeepClone() ?? new JsonArray(),
            ["rle"] = first?["segmentation"]?.DeepClone(),
            ["mask"] = DataUri.Png(Written(new ProbabilityOutput(), found)),
        };
    }

    private static byte[] Written(ISegmentationOutput output, SegmentedPhoto found)
    {
        using var stream = new MemoryStream();
        output.Write(stream, found);
        return stream.ToArray();
    }

    private static string TypeOf(string extension) => extension switch
    {
        "png" => Png,
        "svg" => "image/svg+xml",
        _ => "application/json",
    };
}
