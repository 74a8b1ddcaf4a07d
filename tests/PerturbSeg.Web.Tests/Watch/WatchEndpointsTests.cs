using System.Text.Json;
using PerturbSeg.Reports;

namespace PerturbSeg.Web.Tests.Watch;

public sealed class WatchEndpointsTests
{
    [Fact]
    public async Task A_run_tells_its_curves_sheets_and_warnings_and_when_there_is_more()
    {
        await using Served served = await Served.Start();
        string metrics = Path.Combine(served.RunFolder, "metrics.jsonl");
        File.WriteAllText(metrics, """{"kimg":1,"loss/generator":2.5,"monitor/coverage":0.01,"monitor/indecision":0.01,"monitor/layer_difference":0.5,"monitor/frame_coverage":0,"monitor/silhouette_overlap":0.5}""" + "\n");
        using HttpResponseMessage events = await served.Client.GetAsync("/api/runs/run/events", HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        using var reader = new StreamReader(await events.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        events.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
        (await reader.ReadLineAsync(TestContext.Current.CancellationToken)).ShouldBe("data: {\"kimg\":0}");

        JsonElement run = await served.Json("/api/runs/run");
        JsonElement curve = run.GetProperty("series").EnumerateArray().Single(series => series.GetProperty("name").GetString() == "loss/generator");
        curve.GetProperty("points").ToString().ShouldBe("[[1,2.5]]");
        run.GetProperty("verdicts").EnumerateArray().ShouldHaveSingleItem().GetString()!.ShouldStartWith("The mask is empty");

        Directory.CreateDirectory(Path.Combine(served.RunFolder, "samples"));
        new RgbImage(4, 4).SavePng(Path.Combine(served.RunFolder, "samples", "kimg-000001.500.png"));
        await reader.ReadLineAsync(TestContext.Current.CancellationToken); // the empty line after an event
        (await reader.ReadLineAsync(TestContext.Current.CancellationToken)).ShouldBe("data: {\"kimg\":0}");
        (await Sheet()).GetProperty("kimg").GetDouble().ShouldBe(1.5);
        string written = (await Sheet()).GetProperty("written").GetString()!;
        File.SetLastWriteTimeUtc(Path.Combine(served.RunFolder, "samples", "kimg-000001.500.png"), DateTime.UnixEpoch); // of another attempt, say
        (await Sheet()).GetProperty("written").GetString().ShouldNotBe(written);
        (await served.Client.GetByteArrayAsync("/api/runs/run/samples/1.5", TestContext.Current.CancellationToken))[1..4].ShouldBe("PNG"u8.ToArray());
        await Served.Problem(await served.Client.GetAsync("/api/runs/run/samples/2", TestContext.Current.CancellationToken), 404);

        async Task<JsonElement> Sheet() => (await served.Json("/api/runs/run")).GetProperty("samples").EnumerateArray().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_run_that_logged_nothing_has_no_curves()
    {
        await using Served served = await Served.Start();
        JsonElement run = await served.Json("/api/runs/run");
        (run.GetProperty("series").GetArrayLength(), run.GetProperty("verdicts").GetArrayLength()).ShouldBe((0, 0));
    }
}
