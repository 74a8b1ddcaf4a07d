using System.Text.Json;
using PerturbSeg.Imaging;

namespace PerturbSeg.Web.Tests.Play;

public sealed class PlayEndpointsTests
{
    [Fact]
    public async Task Scenes_come_in_layers_and_the_same_seed_gives_the_same()
    {
        await using Served served = await Served.Start();
        JsonElement scenes = (await served.Json("/api/runs/run/scenes?seed=3&count=2")).GetProperty("scenes");
        scenes.GetArrayLength().ShouldBe(2);
        foreach (string layer in (string[])["background", "foreground", "mask"])
            PhotoDecoder.ReadHeader(Convert.FromBase64String(scenes[0].GetProperty(layer).GetString()!["data:image/png;base64,".Length..])).Width.ShouldBe(8);
        (await served.Json("/api/runs/run/scenes?seed=3&count=2")).GetProperty("scenes").ToString().ShouldBe(scenes.ToString());
    }

    [Fact]
    public async Task A_walk_goes_from_the_first_scene_of_one_seed_to_that_of_another()
    {
        await using Served served = await Served.Start();
        (await Walk(0)).ShouldBe(await First(1));
        (await Walk(1)).ShouldBe(await First(2));
        (await Walk(0.5)).ShouldNotBe(await Walk(0));

        async Task<string> Walk(double at) => (await served.Json(FormattableString.Invariant($"/api/runs/run/walk?from=1&to=2&at={at}"))).GetProperty("scene").ToString();

        async Task<string> First(int seed) => (await served.Json($"/api/runs/run/scenes?seed={seed}&count=3")).GetProperty("scenes")[0].ToString();
    }

    [Fact]
    public async Task What_is_out_of_range_is_refused()
    {
        await using Served served = await Served.Start();
        await Served.Problem(await served.Client.GetAsync("/api/runs/run/scenes?count=1000", TestContext.Current.CancellationToken), 400);
        await Served.Problem(await served.Client.GetAsync("/api/runs/run/walk?at=2", TestContext.Current.CancellationToken), 400);
        await Served.Problem(await served.Client.GetAsync("/api/runs/run/scenes?count=x", TestContext.Current.CancellationToken), 400);
        Directory.Delete(Path.Combine(served.RunFolder, "checkpoints"), recursive: true);
        (await Served.Problem(await served.Client.GetAsync("/api/runs/run/scenes", TestContext.Current.CancellationToken), 409)).ShouldContain("no generator");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_scene_is_judged_and_the_slope_of_the_verdict_comes_as_a_picture(bool judgesMasks)
    {
        await using Served served = await Served.Start(judgesMasks: judgesMasks);
        byte[] scene = [.. Enumerable.Range(0, 4 * 8 * 8).Select(i => (byte)(i * 37))], other = [.. scene];
        for (int mask = 3; mask < other.Length; mask += 4)
            other[mask] ^= 255;
        JsonElement verdict = await Verdict(served, scene);
        Photo slope = new PhotoDecoder().Decode(Convert.FromBase64String(verdict.GetProperty("slope").GetString()!["data:image/png;base64,".Length..]));
        (slope.Width, slope.Height, slope.Pixels.Max()).ShouldBe((8, 8, (byte)255));
        (await Verdict(served, scene)).ToString().ShouldBe(verdict.ToString());
        ((await Verdict(served, other)).GetProperty("logit").GetDouble() != verdict.GetProperty("logit").GetDouble()).ShouldBe(judgesMasks, "a mask counts where masks are judged, and nowhere else");
    }

    [Fact]
    public async Task What_is_no_scene_is_not_judged_nor_is_anything_without_a_discriminator()
    {
        await using Served served = await Served.Start();
        (await Served.Problem(await served.Post("/api/runs/run/verdict", new byte[255]), 400)).ShouldContain("256 bytes");
        await Served.Problem(await served.Post("/api/runs/run/verdict", new byte[257]), 400);
        (await served.Json("/api/session")).GetProperty("runs")[0].GetProperty("judges").GetBoolean().ShouldBeTrue();
        served.MakeSmall();
        await served.Restart(photos: false);
        (await served.Json("/api/session")).GetProperty("runs")[0].GetProperty("judges").GetBoolean().ShouldBeFalse();
        (await Served.Problem(await served.Post("/api/runs/run/verdict", new byte[256]), 409)).ShouldContain("no discriminator");
        (await served.Json("/api/runs/run/scenes?count=1")).GetProperty("scenes").GetArrayLength().ShouldBe(1);
    }

    private static async Task<JsonElement> Verdict(Served served, byte[] scene)
    {
        using HttpResponseMessage answer = await served.Post("/api/runs/run/verdict", scene);
        string body = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        answer.IsSuccessStatusCode.ShouldBeTrue(body);
        return JsonElement.Parse(body);
    }
}
