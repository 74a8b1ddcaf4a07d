using System.Diagnostics;
using System.Text.Json;
using PerturbSeg.Files;

namespace PerturbSeg.Web.Tests.Teach;

public sealed class TeachEndpointsTests
{
    [Fact]
    public async Task Accepted_masks_teach_the_segmenter_which_is_served_at_once()
    {
        await using Served served = await Served.Start(photos: 5, teaches: true);
        byte[] before = File.ReadAllBytes(Segmenter(served));
        byte[] mask = await Mask(served);
        (await served.Json("/api/session")).GetProperty("photos").GetProperty("teaches").GetBoolean().ShouldBeTrue();
        (await Begin(served)).Dispose();
        (await Ended(served)).GetProperty("problem").GetString()!.ShouldContain("no mask of these photos that was accepted or mended");
        for (int id = 0; id < 5; id++)
            await Accept(served, id);

        using HttpResponseMessage began = await Begin(served);
        ((int)began.StatusCode).ShouldBe(202, await began.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        JsonElement state = await Ended(served);

        state.GetProperty("problem").ValueKind.ShouldBe(JsonValueKind.Null);
        state.GetProperty("done").GetInt32().ShouldBe(2);
        JsonElement result = state.GetProperty("result");
        (result.GetProperty("taught").GetInt32(), result.GetProperty("held_back").GetInt32()).ShouldBe((4, 1));
        result.GetProperty("iou_before").GetDouble().ShouldBe(1, 0.02, "the mask that was accepted is the one that it finds");
        result.GetProperty("iou_after").GetDouble().ShouldBeInRange(0, 1);
        File.ReadAllBytes(Segmenter(served)).ShouldNotBe(before);
        (await Mask(served)).ShouldNotBe(mask);
        JsonElement photos = await served.Json("/api/photos");
        photos.GetProperty("total").GetInt32().ShouldBe(5);
    }

    [Fact]
    public async Task A_lesson_that_fails_says_why_and_the_next_one_can_begin()
    {
        await using Served served = await Served.Start(photos: 2, teaches: true);
        await Accept(served, 1);
        File.Delete(Path.Combine(served.RunFolder, "segmenter.safetensors"));
        for (int i = 0; i < 2; i++)
        {
            using HttpResponseMessage began = await Begin(served);
            ((int)began.StatusCode).ShouldBe(202);
            (await Ended(served)).GetProperty("problem").GetString()!.ShouldContain("perturbseg fit");
        }
    }

    [Fact]
    public async Task A_lesson_does_not_write_a_run_that_another_process_writes()
    {
        await using Served served = await Served.Start(photos: 2, teaches: true);
        await Accept(served, 1);
        byte[] before = File.ReadAllBytes(Segmenter(served));
        using (FolderLock.Take(served.RunFolder))
        {
            using HttpResponseMessage began = await Begin(served);
            (await Ended(served)).GetProperty("problem").GetString()!.ShouldContain("Another process is writing");
        }

        File.ReadAllBytes(Segmenter(served)).ShouldBe(before);
    }

    [Fact]
    public async Task Without_a_packed_set_there_is_nothing_to_teach_with()
    {
        await using Served served = await Served.Start(photos: 1);
        (await served.Json("/api/session")).GetProperty("photos").GetProperty("teaches").GetBoolean().ShouldBeFalse();
        (await Served.Problem(await Begin(served), 404)).ShouldContain("--data SET");
        (await Should.ThrowAsync<UserErrorException>(() => served.Restart(options => options with { Data = ["nowhere.safetensors"] }))).Message.ShouldContain("nowhere.safetensors");
        (await Should.ThrowAsync<UserErrorException>(() => served.Restart(options => options with { Data = [served.Data], Photos = [] }))).Message.ShouldContain("--photos");
    }

    private static string Segmenter(Served served) => Path.Combine(served.RunFolder, "segmenter.safetensors");

    private static Task<HttpResponseMessage> Begin(Served served) => served.Client.PostAsync("/api/teach", content: null, TestContext.Current.CancellationToken);

    // What an application gets, in values that any change of weights shows in.
    private static async Task<byte[]> Mask(Served served)
    {
        using HttpResponseMessage answer = await served.Post("/v1/outputs?format=probability", Served.PngPhoto);
        return await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
    }

    private static async Task Accept(Served served, int id)
    {
        using HttpResponseMessage answer = await served.Decide(id, "accepted", "0");
        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    private static async Task<JsonElement> Ended(Served served)
    {
        for (var clock = Stopwatch.StartNew(); ; clock.Elapsed.ShouldBeLessThan(TimeSpan.FromMinutes(1)))
        {
            JsonElement state = await served.Json("/api/teach");
            if (!state.GetProperty("running").GetBoolean())
                return state;
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }
}
