using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PerturbSeg.Corrections;
using PerturbSeg.PhotoLists;
using PerturbSeg.Photos;
using PerturbSeg.Training.Fitting;
using PerturbSeg.Training.PackedSets;
using PerturbSeg.Web.Hosting;
using PerturbSeg.Web.Masks;
using PerturbSeg.Web.Play;
using PerturbSeg.Web.Review;
using PerturbSeg.Web.Runs;
using PerturbSeg.Web.Teach;
using PerturbSeg.Web.Watch;

namespace PerturbSeg.Web.Server;

/// <summary>The page and the HTTP interface of runs. Photos that are sent stay in memory; of requests, only decisions on masks are written.</summary>
public sealed class WebServer : IAsyncDisposable
{
    // What began is finished within this time after a stop was asked for.
    private static readonly TimeSpan Drain = TimeSpan.FromSeconds(30);
    private const int MostConnections = 256;
    private readonly WebApplication _app;
    private readonly ServedRuns _runs;
    private readonly ReviewList? _review;
    private readonly Teacher? _teacher;
    private readonly WorkTurns _turns;

    private WebServer(WebApplication app, ServedRuns runs, ReviewList? review, Teacher? teacher, WorkTurns turns)
        => (_app, _runs, _review, _teacher, _turns) = (app, runs, review, teacher, turns);

    /// <summary>Where the page is.</summary>
    public string Url => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    /// <summary>What was not taken for a photo to review, with the reasons.</summary>
    public IReadOnlyList<SkippedPhoto> LeftOut => _review?.LeftOut ?? [];

    /// <summary>Starts to serve.</summary>
    /// <param name="options">What, to whom, and how much.</param>
    /// <param name="cancellation">Ends the start.</param>
    /// <exception cref="UserErrorException">An option is out of its range, a folder is no run, there are no photos, or the address cannot be listened on.</exception>
    public static async Task<WebServer> StartAsync(ServeOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        var runs = new ServedRuns(options.Runs);
        ReviewList? review = null;
        Teacher? teacher = null;
        var turns = new WorkTurns(options);
        try
        {
            if (options.Photos.Count > 0)
                review = Review(options, runs);
            if (options.Data.Count > 0)
                teacher = TeacherOf(options, runs.All[0], review!);
            WebApplication app = Build(options, runs, review, teacher, turns);
            try
            {
                await app.StartAsync(cancellation);
            }
            catch (Exception taken) when (taken is IOException or SocketException)
            {
                await app.DisposeAsync();
                throw new UserErrorException($"{options.Address}:{options.Port} cannot be listened on ({taken.Message.TrimEnd('.')}): choose another --port, or an address of this machine.", taken);
            }

            return new WebServer(app, runs, review, teacher, turns);
        }
        catch
        {
            teacher?.Dispose();
            review?.Dispose();
            turns.Dispose();
            runs.Dispose();
            throw;
        }
    }

    /// <summary>Serves until a stop is asked for, then finishes what it began.</summary>
    /// <param name="stop">Asks to stop.</param>
    public async Task ServeAsync(CancellationToken stop)
    {
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, stop);
        }
        catch (OperationCanceledException)
        {
            // As asked.
        }

        await _app.StopAsync(CancellationToken.None);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _teacher?.Dispose();
        _review?.Dispose();
        _turns.Dispose();
        _runs.Dispose();
    }

    private static ReviewList Review(ServeOptions options, ServedRuns runs)
    {
        ServedRun run = runs.All[0];
        if (!run.Segments)
            throw new UserErrorException($"The run '{run.Name}' has no segmenter, which a review begins with: run {ShellWords.Command("fit", "--run", run.Run.FolderPath)} first.");
        _ = run.Model; // what is wrong with its file is told now
        string corrections = options.Corrections ?? CorrectionFolder.Of(run.Run.FolderPath);
        return new ReviewList(run, PhotoTasks.List(options.Photos, corrections), new CorrectionFolder(corrections), options.MostPixels);
    }

    private static Teacher TeacherOf(ServeOptions options, ServedRun run, ReviewList review)
    {
        using (PackedSetMixture photos = PackedSetMixture.Open(options.Data))
            RunFit.RequireForCorrections(run.Run, photos); // what is wrong with the files is told now
        return new Teacher(run, review, options.Data, options.TeachSteps);
    }

    private static WebApplication Build(ServeOptions options, ServedRuns runs, ReviewList? review, Teacher? teacher, WorkTurns turns)
    {
        // Nothing of the folder that it is started in is served or read as settings.
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(server =>
        {
            server.Listen(IPAddress.Parse(options.Address), options.Port);
            server.AddServerHeader = false;
            server.Limits.MaxRequestBodySize = options.MostBytes;
            server.Limits.MaxConcurrentConnections = Math.Max(MostConnections, (4 * options.AtOnce) + options.Queue + 64); // those that are to be told to wait, too
            server.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
        });
        builder.Logging.AddSimpleConsole().SetMinimumLevel(LogLevel.Error).AddFilter("Microsoft.Extensions.Hosting", LogLevel.None); // what fails at the start is told to the user
        builder.Services.AddRoutingCore().AddOpenApi(ApiDescription.Configure);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = Drain);
        builder.Services.Configure<FormOptions>(form => (form.MultipartBodyLengthLimit, form.MemoryBufferThreshold) = (options.MostBytes, (int)options.MostBytes));
        builder.Services.AddRequestTimeouts(timeouts => timeouts.DefaultPolicy = new RequestTimeoutPolicy { Timeout = options.Timeout, TimeoutStatusCode = StatusCodes.Status503ServiceUnavailable });
        WebApplication app = builder.Build();
        var metrics = new ServerMetrics();
        app.Use(next => context => metrics.HandleAsync(context, next));
        app.Use(next => context => Problems.HandleAsync(context, next));
        app.Use(next => context =>
        {
            SecurityHeaders.Add(context.Response);
            return next(context);
        });
        var guard = new RequestGuard(options.Token);
        app.Use(next => context => guard.HandleAsync(context, next));
        app.UseRouting();
        app.UseRequestTimeouts();
        Map(app, options, runs, review, teacher, turns, metrics);
        return app;
    }

    private static void Map(
        WebApplication app, ServeOptions options, ServedRuns runs, ReviewList? review, Teacher? teacher, WorkTurns turns, ServerMetrics metrics)
    {
        new MaskEndpoints(runs, turns, new SentPhotos(options)).Map(app);
        app.MapMethods("/healthz", [HttpMethods.Get, HttpMethods.Head], () => Results.Text("ok")).WithSummary("Whether the server answers.");
        app.MapGet("/metrics", () => Results.Text(metrics.Write(), "text/plain; version=0.0.4")).WithSummary("Figures in Prometheus' text form.");
        app.MapOpenApi("/openapi.json");

        RouteGroupBuilder page = app.MapGroup(string.Empty).ExcludeFromDescription();
        PageEndpoints.Map(page);
        page.MapGet("/api/session", () => Results.Json(Session(options, runs, review)));
        new ReviewEndpoints(review).Map(page);
        new TeachEndpoints(teacher).Map(page);
        new WatchEndpoints(runs, app.Lifetime.ApplicationStopping).Map(page);
        new PlayEndpoints(runs).Map(page);
    }

    private static JsonObject Session(ServeOptions options, ServedRuns runs, ReviewList? review) => new()
    {
        ["runs"] = new JsonArray([.. runs.All.Select(run => new JsonObject
        {
            ["name"] = run.Name,
            ["resolution"] = run.Run.Configuration.Options.Network.Resolution,
            ["kimg"] = run.Kimg,
            ["segments"] = run.Segments,
            ["paints"] = run.Paints,
            ["judges"] = run.Judges,
        })]),
        ["photos"] = review is null ? null : new JsonObject { ["run"] = runs.All[0].Name, ["teaches"] = options.Data.Count > 0 },
        ["most_bytes"] = options.MostBytes,
    };
}
