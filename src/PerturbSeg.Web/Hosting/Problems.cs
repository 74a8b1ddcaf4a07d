using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;
using PerturbSeg.Files;
using PerturbSeg.Imaging;

namespace PerturbSeg.Web.Hosting;

/// <summary>Answers what goes wrong in a request with a problem in RFC 9457's form.</summary>
internal static partial class Problems
{
    private const string TooLong = "It took too long: try again later, or send a smaller photo.";

    /// <summary>Handles a request, and its failure.</summary>
    public static async Task HandleAsync(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context);
            if (context.Response is { HasStarted: false, StatusCode: >= 400, ContentLength: null, ContentType: null } refused)
                await WriteAsync(context, new ProblemException(refused.StatusCode, Why(context.Request, refused.StatusCode)));
        }
        catch (Exception exception) when (!context.Response.HasStarted)
        {
            ProblemException problem = Of(exception, context.RequestAborted.IsCancellationRequested);
            if (problem.Status == StatusCodes.Status500InternalServerError)
                Unexpected(context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(Problems)), context.Request.Method, context.Request.Path, exception);
            await WriteAsync(context, problem);
        }
    }

    /// <summary>Writes a problem as the answer.</summary>
    public static Task WriteAsync(HttpContext context, ProblemException problem)
    {
        (StringValues challenge, StringValues allowed) = (context.Response.Headers.WWWAuthenticate, context.Response.Headers.Allow);
        context.Response.Clear();
        context.Response.StatusCode = problem.Status;
        (context.Response.Headers.WWWAuthenticate, context.Response.Headers.Allow) = (challenge, allowed); // 401 and 405 have to say them
        if (problem.Status == StatusCodes.Status413PayloadTooLarge)
            context.Response.Headers.Connection = "close"; // the body is not read: clients must not send more on this connection
        if (problem.Status is 429 or 503)
            context.Response.Headers.RetryAfter = "1";
        SecurityHeaders.Add(context.Response);
        var body = new Dictionary<string, object?>(problem.Members)
        {
            ["type"] = "about:blank",
            ["title"] = ReasonPhrases.GetReasonPhrase(problem.Status),
            ["status"] = problem.Status,
            ["detail"] = problem.Message,
        };
        return context.Response.WriteAsJsonAsync(body, options: null, "application/problem+json");
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Path} failed.")]
    private static partial void Unexpected(ILogger logger, string method, string path, Exception exception);

    // What the framework refused.
    private static string Why(HttpRequest request, int status) => status switch
    {
        StatusCodes.Status404NotFound => $"There is nothing at '{request.Path}'.",
        StatusCodes.Status503ServiceUnavailable => TooLong,
        _ => $"{request.Method} {request.Path} cannot be answered so: look at /openapi.json.",
    };

    private static ProblemException Of(Exception exception, bool gone) => exception switch
    {
        ProblemException problem => problem,
        BadHttpRequestException bad => new ProblemException(bad.StatusCode, bad.StatusCode == 413 ? "The body is larger than this server takes: send a smaller photo." : $"The request cannot be read: {bad.Message}"),
        PhotoFormatException photo => new ProblemException(422, $"The photo cannot be used: {photo.Message}."),
        FileWriteException unwritten => new ProblemException(unwritten.IsOfDisk ? 507 : 409, unwritten.Message),
        UserErrorException user => new ProblemException(409, user.Message),
        InvalidDataException form => new ProblemException(400, $"The form cannot be read: {form.Message}"),
        OperationCanceledException when gone => new ProblemException(499, "The client has gone."),
        OperationCanceledException => new ProblemException(503, TooLong),
        _ => new ProblemException(500, "Something went wrong here, and the server's log says what."),
    };
}
