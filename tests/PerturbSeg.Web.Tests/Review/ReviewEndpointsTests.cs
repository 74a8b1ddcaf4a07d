using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using PerturbSeg.Files;
using PerturbSeg.Imaging;

namespace PerturbSeg.Web.Tests.Review;

public sealed class ReviewEndpointsTests
{
    [Fact]
    public async Task Photos_come_with_the_most_doubtful_first_and_decisions_stay()
    {
        await using Served served = await Served.Start(photos: 4);
        JsonElement[] photos = await Judged(served);
        photos.Length.ShouldBe(4);
        photos.Select(photo => photo.GetProperty("doubt").GetDouble()).ShouldBeInOrder(SortDirection.Descending);
        int accepted = Id(photos[0]), rejected = Id(photos[1]), mended = Id(photos[2]);

        (await Decide(served, accepted, "accepted", "0")).GetProperty("version").GetString()!.ShouldStartWith("1-");
        await Decide(served, rejected, "rejected", "0");
        byte[] mask = PngFile.Encode(24, 16, 1, [.. Enumerable.Range(0, 24 * 16).Select(i => (byte)(i % 24 < 12 ? 255 : 0))]);
        await Decide(served, mended, "mended", "0", Convert.ToBase64String(mask));

        string name = photos[2].GetProperty("name").GetString()![..^4];
        File.Exists(Path.Combine(served.Corrections, $"{name}.png")).ShouldBeTrue();
        JsonElement.Parse(File.ReadAllText(Path.Combine(served.Corrections, $"{name}.json"))).GetProperty("decision").GetString().ShouldBe("mended");
        File.Exists(Path.Combine(served.Corrections, $"{photos[1].GetProperty("name").GetString()![..^4]}.png")).ShouldBeFalse();

        await served.Restart();
        Dictionary<int, string?> decisions = (await Judged(served)).ToDictionary(Id, photo => photo.GetProperty("decision").GetString());
        (decisions[accepted], decisions[rejected], decisions[mended]).ShouldBe(("accepted", "rejected", "mended"));
        decisions[Id(photos[3])].ShouldBeNull();
        new PhotoDecoder().DecodeMask(await served.Client.GetByteArrayAsync($"/api/photos/{mended}/mask", TestContext.Current.CancellationToken)).Pixels
            .ShouldBe(new PhotoDecoder().DecodeMask(mask).Pixels);
        PhotoDecoder.ReadHeader(await served.Client.GetByteArrayAsync($"/api/photos/{mended}/image", TestContext.Current.CancellationToken)).Width.ShouldBe(24);
    }

    [Fact]
    public async Task Two_tabs_do_not_lose_each_others_work()
    {
        await using Served served = await Served.Start(photos: 1);
        await Judged(served);
        await Decide(served, 0, "accepted", "0");
        HttpResponseMessage late = await Send(served, 0, "rejected", "0", mask: null);
        (await Served.Problem(late, 409)).ShouldContain("Somebody has decided");
        (await Judged(served))[0].GetProperty("decision").GetString().ShouldBe("accepted");
        string accepted = (await Judged(served))[0].GetProperty("version").GetString()!;
        string rejected = (await Decide(served, 0, "rejected", accepted)).GetProperty("version").GetString()!;
        await Decide(served, 0, null, rejected);
        (await Judged(served))[0].GetProperty("decision").ValueKind.ShouldBe(JsonValueKind.Null);
        Directory.EnumerateFiles(served.Corrections, "*", SearchOption.AllDirectories).ShouldAllBe(left => FolderLock.IsLock(left));
    }

    [Fact]
    public async Task Masks_that_do_not_fit_are_refused_and_nothing_is_written()
    {
        await using Served served = await Served.Start(photos: 1);
        await Judged(served);
        string other = Convert.ToBase64String(PngFile.Encode(3, 3, 1, new byte[9]));
        (await Served.Problem(await Send(served, 0, "mended", "0", other), 422)).ShouldContain("3×3");
        await Served.Problem(await Send(served, 0, "mended", "0", Convert.ToBase64String("no png"u8)), 422);
        await Served.Problem(await Send(served, 0, "mended", "0", "%%%"), 400);
        await Served.Problem(await Send(served, 0, "mended", "0", null), 400);
        await Served.Problem(await Send(served, 0, "accepted", "0", null), 400);
        await Served.Problem(await Send(served, 0, "rejected", null, null), 400);
        await Served.Problem(await Send(served, 7, "rejected", "0", null), 404);
        Directory.Exists(served.Corrections).ShouldBeFalse();
    }

    [Fact]
    public async Task A_mask_that_was_accepted_is_kept_with_its_photo()
    {
        await using Served served = await Served.Start(photos: 1);
        JsonElement photo = (await Judged(served))[0];
        byte[] shown = await served.Client.GetByteArrayAsync("/api/photos/0/mask", TestContext.Current.CancellationToken);
        byte[] seen = PngFile.Encode(24, 16, 1, [.. Enumerable.Range(0, 24 * 16).Select(i => (byte)(i % 24 < 12 ? 255 : 0))]); // of a segmenter that has learnt since, say
        seen.ShouldNotBe(shown);
        await Decide(served, 0, "accepted", "0", Convert.ToBase64String(seen));
        File.ReadAllBytes(Path.Combine(served.Corrections, $"{photo.GetProperty("name").GetString()![..^4]}.png")).ShouldBe(seen);
    }

    [Fact]
    public async Task Decisions_on_other_photos_of_the_same_names_neither_count_nor_are_lost()
    {
        await using Served served = await Served.Start(photos: 2);
        await Judged(served);
        string painted = Convert.ToBase64String(PngFile.Encode(24, 16, 1, [.. Enumerable.Repeat((byte)255, 24 * 16)]));
        await Decide(served, 0, "mended", "0", painted);
        string file = Path.Combine(served.Corrections, "sub/0.json"), before = File.ReadAllText(file);

        served.ChangePhotos(2);
        await served.Restart();
        (await Judged(served)).ShouldAllBe(photo => photo.GetProperty("decision").ValueKind == JsonValueKind.Null);
        Convert.ToBase64String(await served.Client.GetByteArrayAsync("/api/photos/0/mask", TestContext.Current.CancellationToken)).ShouldNotBe(painted);
        (await Served.Problem(await Send(served, 0, "rejected", "0", null), 409)).ShouldContain("a decision on another photo called 'sub/0.png': start the server with --corrections");
        File.ReadAllText(file).ShouldBe(before);
        await Decide(served, 1, "rejected", "0");
    }

    [Fact]
    public async Task A_decision_on_a_photo_that_has_another_number_by_now_is_refused()
    {
        await using Served served = await Served.Start(photos: 2);
        string seen = (await Judged(served)).First(photo => Id(photo) == 1).GetProperty("digest").GetString()!;
        object decision = new { decision = "rejected", version = "0", digest = seen };
        HttpResponseMessage other = await served.Client.PutAsJsonAsync("/api/photos/0/decision", decision, TestContext.Current.CancellationToken);
        (await Served.Problem(other, 409)).ShouldContain("another photo than the one that was seen");
        Directory.Exists(served.Corrections).ShouldBeFalse();
        (await served.Client.PutAsJsonAsync("/api/photos/1/decision", decision, TestContext.Current.CancellationToken)).EnsureSuccessStatusCode();
    }

    [Fact]
    public async Task A_photo_whose_file_has_changed_can_be_decided_on_once_it_was_seen()
    {
        await using Served served = await Served.Start(photos: 1);
        string before = Digest((await Judged(served))[0]);
        served.ChangePhotos(1);
        await Served.Problem(await Reject(before), 409);
        string now = Digest((await Judged(served))[0]);
        now.ShouldNotBe(before);
        (await Reject(now)).EnsureSuccessStatusCode();

        Task<HttpResponseMessage> Reject(string digest)
            => served.Client.PutAsJsonAsync("/api/photos/0/decision", new { decision = "rejected", version = "0", digest }, TestContext.Current.CancellationToken);

        static string Digest(JsonElement photo) => photo.GetProperty("digest").GetString()!;
    }

    [Theory]
    [InlineData("{\"descision\":\"accepted\",\"version\":\"0\"}")]
    [InlineData("{\"version\":\"0\"}")]
    [InlineData("{\"decision\":1,\"version\":\"0\"}")]
    [InlineData("{\"decision\":\"maybe\",\"version\":\"0\"}")]
    public async Task A_decision_in_another_form_is_refused(string body)
    {
        await using Served served = await Served.Start(photos: 1);
        await Judged(served);
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        await Served.Problem(await served.Client.PutAsync("/api/photos/0/decision", content, TestContext.Current.CancellationToken), 400);
        Directory.Exists(served.Corrections).ShouldBeFalse();
    }

    [Fact]
    public async Task One_decision_that_cannot_be_read_leaves_the_others_to_review()
    {
        await using Served served = await Served.Start(photos: 2);
        await Judged(served);
        await Decide(served, 1, "rejected", "0");
        File.WriteAllText(Path.Combine(served.Corrections, "sub", "0.json"), "<<<<<<< HEAD");
        JsonElement told = await served.Json("/api/photos");
        told.GetProperty("photos").GetArrayLength().ShouldBe(2);
        told.GetProperty("problem").GetString()!.ShouldContain("0.json' cannot be read");
    }

    [Fact]
    public async Task A_photo_that_is_gone_is_told_and_leaves_the_others_to_review()
    {
        await using Served served = await Served.Start(photos: 2);
        await Judged(served);
        File.Delete(served.PhotoPath(0));
        await Served.Problem(await served.Client.GetAsync("/api/photos/0/image", TestContext.Current.CancellationToken), 422);
        (await Judged(served)).Length.ShouldBe(2);
        await Decide(served, 1, "rejected", "0");

        await served.Restart();
        File.WriteAllBytes(served.PhotoPath(0), "no photo"u8.ToArray());
        await served.Restart();
        JsonElement[] left = await Judged(served);
        Id(left.ShouldHaveSingleItem()).ShouldBe(1);
        JsonElement told = await served.Json("/api/photos");
        told.GetProperty("unread").GetInt32().ShouldBe(1);
        told.GetProperty("unread_photos").EnumerateArray().ShouldHaveSingleItem().GetString()!.ShouldStartWith("sub/0.png: ");
    }

    [Fact]
    public async Task A_segmenter_that_is_fitted_anew_judges_all_photos_anew()
    {
        await using Served served = await Served.Start(photos: 2);
        await Judged(served);
        File.Delete(served.PhotoPath(0)); // seen by whoever judges again
        served.FitAnew();
        await served.Client.GetByteArrayAsync("/api/photos/1/mask", TestContext.Current.CancellationToken);
        for (var clock = Stopwatch.StartNew(); (await served.Json("/api/photos")).GetProperty("unread").GetInt32() == 0; clock.Elapsed.ShouldBeLessThan(TimeSpan.FromMinutes(1)))
            await Task.Delay(20, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Who_knows_the_photos_is_told_what_has_changed_alone()
    {
        await using Served served = await Served.Start(photos: 3);
        await Judged(served);
        JsonElement all = await served.Json("/api/photos");
        (all.GetProperty("whole").GetBoolean(), all.GetProperty("photos").GetArrayLength()).ShouldBe((true, 3));
        long mark = Mark(all);
        JsonElement nothing = await Since(mark);
        (nothing.GetProperty("whole").GetBoolean(), nothing.GetProperty("photos").GetArrayLength(), Mark(nothing)).ShouldBe((false, 0, mark));

        await Decide(served, 1, "accepted", "0");
        JsonElement accepted = await Since(mark);
        JsonElement photo = accepted.GetProperty("photos").EnumerateArray().ShouldHaveSingleItem();
        (Id(photo), photo.GetProperty("decision").GetString(), Mark(accepted) > mark).ShouldBe((1, "accepted", true));
        (await Since(Mark(accepted))).GetProperty("photos").GetArrayLength().ShouldBe(0);

        Directory.Delete(served.Corrections, recursive: true); // by another program, say
        (await Since(Mark(accepted))).GetProperty("photos").EnumerateArray().ShouldHaveSingleItem().GetProperty("decision").ValueKind.ShouldBe(JsonValueKind.Null);

        await served.Restart();
        await Judged(served);
        JsonElement anew = await Since(Mark(accepted));
        (anew.GetProperty("whole").GetBoolean(), anew.GetProperty("photos").GetArrayLength()).ShouldBe((true, 3), "a server that was started anew");

        Task<JsonElement> Since(long mark) => served.Json(FormattableString.Invariant($"/api/photos?since={mark}"));

        static long Mark(JsonElement told) => told.GetProperty("mark").GetInt64();
    }

    private static int Id(JsonElement photo) => photo.GetProperty("id").GetInt32();

    private static async Task<JsonElement[]> Judged(Served served)
    {
        for (var clock = Stopwatch.StartNew(); ; clock.Elapsed.ShouldBeLessThan(TimeSpan.FromMinutes(1)))
        {
            JsonElement told = await served.Json("/api/photos");
            if (told.GetProperty("judged").GetInt32() == told.GetProperty("total").GetInt32())
                return [.. told.GetProperty("photos").EnumerateArray()];
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }

    private static async Task<JsonElement> Decide(Served served, int id, string? decision, string? version, string? mask = null)
    {
        HttpResponseMessage answer = await served.Decide(id, decision, version, mask);
        string body = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        answer.IsSuccessStatusCode.ShouldBeTrue(body);
        return JsonElement.Parse(body);
    }

    private static Task<HttpResponseMessage> Send(Served served, int id, string? decision, string? version, string? mask)
        => served.Client.PutAsJsonAsync($"/api/photos/{id}/decision", new { decision, version, mask }, TestContext.Current.CancellationToken);
}
