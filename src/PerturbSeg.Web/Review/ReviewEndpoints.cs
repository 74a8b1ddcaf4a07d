using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using PerturbSeg.Corrections;
using PerturbSeg.Imaging;
using PerturbSeg.PhotoLists;
using PerturbSeg.Photos;
using PerturbSeg.Web.Hosting;

namespace PerturbSeg.Web.Review;

/// <summary>Photos to review, their masks, and the decisions on them.</summary>
/// <param name="list">The photos; null where none were named.</param>
internal sealed class ReviewEndpoints(ReviewList? list)
{
    private const int ToldDigits = 16; // of a digest: enough to tell the photos of a list apart
    private const int MostToldUnread = 100;
    private readonly ReviewNews? _news = list is null ? null : new ReviewNews(list);

    private ReviewList List => list ?? throw new ProblemException(404, "There are no photos to review: start the server with --photos FOLDER.");

    /// <summary>Adds the endpoints.</summary>
    public void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/api/photos", (long? since) => Results.Json(Tell(since ?? 0)));
        app.MapGet("/api/photos/{id:int}/image", (int id) => Image(List.Open(id)));
        app.MapGet("/api/photos/{id:int}/mask", (int id) =>
        {
            (PhotoTask task, Photo photo, string digest) = List.Open(id);
            GreyImage mask = List.Mask(task, photo, digest);
            return Results.Bytes(PngFile.Encode(mask.Width, mask.Height, 1, mask.Pixels), "image/png");
        });
        app.MapPut("/api/photos/{id:int}/decision", (int id, DecisionRequest decision) => Results.Json(Decide(id, decision)));
    }

    private static IResult Image((PhotoTask Task, Photo Photo, string Digest) opened)
    {
        (PhotoTask task, Photo photo, _) = opened;
        return Math.Max(photo.Width, photo.Height) <= JpegFile.LongestSide
            ? Results.Bytes(JpegFile.Encode(photo), "image/jpeg")
            : throw new ProblemException(422, $"'{task.EntryName}' has {photo.Width}×{photo.Height} pixels: pages show up to {JpegFile.LongestSide} a side.");
    }

    private JsonObject Tell(long since)
    {
        (int judged, int total, SkippedPhoto[] unread) = (List.Judged, List.Count, [.. List.Unread]); // before the photos: what is counted is told
        (long mark, bool isWhole, IReadOnlyList<ReviewedPhoto> photos) = _news!.Since(since);
        return new JsonObject
        {
            ["total"] = total,
            ["judged"] = judged,
            ["unread"] = unread.Length,
            ["unread_photos"] = new JsonArray([.. unread.Take(MostToldUnread).Select(photo => (JsonNode)$"{photo.Name}: {photo.Reason}")]),
            ["problem"] = _news.Problem,
            ["mark"] = mark,
            ["whole"] = isWhole,
            ["photos"] = new JsonArray([.. photos.Select(photo =>
            {
                JsonObject told = Told(photo.Correction);
                (told["id"], told["name"], told["doubt"], told["digest"]) = (photo.Id, photo.Name, photo.Doubt, photo.Digest[..ToldDigits]);
                return told;
            })]),
        };
    }

    private JsonObject Decide(int id, DecisionRequest asked)
    {
        (PhotoTask task, Photo photo, string digest) = List.Open(id);
        if (asked.Digest is { } shown && !digest.StartsWith(shown, StringComparison.Ordinal))
            throw new ProblemException(409, $"'{task.EntryName}' is another photo than the one that was seen: the list or the file has changed. Load the page again.");
        if (List.Corrections.Find(List.NameOf(task))?.IsOf(digest) == false)
            throw new ProblemException(409, $"'{List.Corrections.FolderPath}' has a decision on another photo called '{task.EntryName}': start the server with --corrections and a folder for these photos, or, where this photo was changed, delete '{List.NameOf(task)}.json' there.");
        if (asked.Version is not { } seen)
            throw new ProblemException(400, "The version that was seen is missing: load the photo again.");
        Correction? correction = asked.Decision is not { } decision ? null : new Correction
        {
            Photo = task.EntryName,
            Digest = digest,
            Decision = decision,
            Width = photo.Width,
            Height = photo.Height,
            Decided = DateTime.UtcNow,
            Version = 0,
        };
        GreyImage? mask = asked.Decision switch
        {
            CorrectionDecision.Mended or CorrectionDecision.Accepted => Seen(asked.Mask, photo),
            _ => null,
        };
        if (List.Corrections.TryDecide(List.NameOf(task), seen, correction, mask, out Correction? now))
            return Told(now);
        JsonObject told = Told(now);
        throw new ProblemException(409, "Somebody has decided on this photo since it was loaded: load it again.")
        {
            Members = { ["decision"] = told["decision"], ["version"] = told["version"] },
        };
    }

    private static JsonObject Told(Correction? correction) => new()
    {
        ["decision"] = correction?.Decision.ToString().ToLowerInvariant(),
        ["version"] = correction?.Mark ?? CorrectionFolder.NoDecision,
    };

    // The mask that was looked at, and not that of a segmenter which learnt meanwhile.
    private GreyImage Seen(string? base64, Photo photo)
    {
        byte[] file = new byte[(base64?.Length ?? 0) * 3 / 4];
        if (base64 is null || !Convert.TryFromBase64String(base64, file, out int length))
            throw new ProblemException(400, "The mask that was accepted or mended has to come along, as a PNG in base64.");
        GreyImage mask;
        try
        {
            mask = List.Decoder.DecodeMask(file.AsSpan(0, length));
        }
        catch (PhotoFormatException wrong)
        {
            throw new ProblemException(422, $"The mask cannot be read: {wrong.Message}.");
        }

        return (mask.Width, mask.Height) == (photo.Width, photo.Height)
            ? mask
            : throw new ProblemException(422, $"The mask has {mask.Width}×{mask.Height} pixels, the photo {photo.Width}×{photo.Height}.");
    }
}
