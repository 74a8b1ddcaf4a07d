using System.Text.Json;
using PerturbSeg.Imaging;
using PerturbSeg.Segmentation;
using PerturbSeg.Tests.Shared;

namespace PerturbSeg.Web.Tests.Masks;

public sealed class MaskEndpointsTests
{
    [Fact]
    public async Task A_photo_becomes_a_mask_as_png_or_as_json()
    {
        await using Served served = await Served.Start();
        HttpResponseMessage png = await served.Post("/v1/masks", Served.PngPhoto, "image/png");
        png.EnsureSuccessStatusCode();
        png.Content.Headers.ContentType!.MediaType.ShouldBe("image/png");
        png.Headers.GetValues("X-Doubt").Single().ShouldNotBeEmpty();
        PhotoHeader header = PhotoDecoder.ReadHeader(await png.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        (header.Width, header.Height).ShouldBe((40, 30));

        (await served.Post("/v1/masks", Served.PngPhoto, "application/json, image/png;q=0")).Content.Headers.ContentType!.MediaType.ShouldBe("application/json");
        JsonElement photo = await Told(await served.Post("/v1/masks", Served.PngPhoto));
        (photo.GetProperty("width").GetInt32(), photo.GetProperty("height").GetInt32()).ShouldBe((40, 30));
        photo.GetProperty("doubt").GetDouble().ShouldBeInRange(0, 1);
        photo.GetProperty("mask").GetString()!.ShouldStartWith("data:image/png;base64,");
        photo.GetProperty("box").GetArrayLength().ShouldBe(4);
        photo.GetProperty("polygons").ValueKind.ShouldBe(JsonValueKind.Array);
    }

    [Fact]
    public async Task A_form_may_hold_several_photos()
    {
        await using Served served = await Served.Start();
        using var form = new MultipartFormDataContent { { new ByteArrayContent(Served.PngPhoto), "a", "first.png" }, { new ByteArrayContent(Served.PngPhoto), "b", "../second.png" } };
        HttpResponseMessage answer = await served.Client.PostAsync("/v1/masks", form, TestContext.Current.CancellationToken);
        JsonElement[] photos = [.. (await Json(answer)).GetProperty("photos").EnumerateArray()];
        photos.Select(photo => photo.GetProperty("name").GetString()).ShouldBe(["first.png", "second.png"]);
        photos[0].GetProperty("doubt").GetDouble().ShouldBe(photos[1].GetProperty("doubt").GetDouble());
        using var again = new MultipartFormDataContent { { new ByteArrayContent(Served.PngPhoto), "a", "first.png" }, { new ByteArrayContent(Served.PngPhoto), "b", "second.png" } };
        (await Served.Problem(await served.Client.PostAsync("/v1/outputs?format=mask", again, TestContext.Current.CancellationToken), 400)).ShouldContain("2 photos came");
    }

    [Theory]
    [InlineData("mask", "image/png", "my cat-mask.png")]
    [InlineData("cutout", "image/png", "my cat-cutout.png")]
    [InlineData("svg", "image/svg+xml", "my cat-svg.svg")]
    [InlineData("labelme", "application/json", "my cat-labelme.json")]
    [InlineData("coco", "application/json", "my cat-coco.json")]
    public async Task Files_for_other_programs_are_made_of_a_photo(string format, string type, string name)
    {
        await using Served served = await Served.Start();
        HttpResponseMessage answer = await served.Post($"/v1/outputs?format={format}&name=..%2Fmy%20cat.png", Served.PngPhoto);
        answer.EnsureSuccessStatusCode();
        answer.Content.Headers.ContentType!.MediaType.ShouldBe(type);
        answer.Content.Headers.ContentDisposition!.FileNameStar.ShouldBe(name);
        answer.Content.Headers.ContentLength!.Value.ShouldBeGreaterThan(20);
    }

    [Fact]
    public async Task What_cannot_be_used_is_refused_with_its_reason()
    {
        await using Served served = await Served.Start(options => options with { MostBytes = 4096, MostPixels = 10_000 });
        (await Served.Problem(await served.Post("/v1/masks", "hello"u8.ToArray()), 415)).ShouldContain("JPEG, PNG");
        (await Served.Problem(await served.Post("/v1/masks", Served.PngPhoto[..60]), 422)).ShouldContain("cannot be used");
        (await Served.Problem(await served.Post("/v1/masks", PngFile.Encode(200, 100, 3, new byte[60_000])), 422)).ShouldContain("200×100");
        (await Served.Problem(await served.Post("/v1/masks", new byte[5000]), 413)).ShouldContain("4096");
        (await Served.Problem(await served.Post("/v1/masks", []), 400)).ShouldContain("empty");
        (await Served.Problem(await served.Post("/v1/masks?run=other", Served.PngPhoto), 404)).ShouldContain("'other'");
        (await Served.Problem(await served.Post("/v1/outputs?format=exe", Served.PngPhoto), 400)).ShouldContain("'exe' is no format");
        using var empty = new MultipartFormDataContent { { new StringContent("x"), "field" } };
        (await Served.Problem(await served.Client.PostAsync("/v1/masks", empty, TestContext.Current.CancellationToken), 400)).ShouldContain("0 files");
        (await served.Post("/v1/masks", Served.PngPhoto)).EnsureSuccessStatusCode();
    }

    [Fact]
    public async Task A_form_that_is_cut_off_is_refused()
    {
        await using Served served = await Served.Start();
        using var cut = new ByteArrayContent("--x\r\nContent-Disposition: form-data; name=a; filename=b\r\n\r\nc"u8.ToArray());
        cut.Headers.TryAddWithoutValidation("Content-Type", "multipart/form-data; boundary=x");
        (await Served.Problem(await served.Client.PostAsync("/v1/masks", cut, TestContext.Current.CancellationToken), 400)).ShouldContain("cannot be read");
    }

    [Fact]
    public async Task A_run_without_a_segmenter_says_so()
    {
        await using Served served = await Served.Start();
        File.Delete(Path.Combine(served.RunFolder, "segmenter.onnx"));
        File.Delete(Path.Combine(served.RunFolder, "segmenter.safetensors"));
        (await Served.Problem(await served.Post("/v1/masks", Served.PngPhoto), 409)).ShouldContain("no segmenter yet");
    }

    private static async Task<JsonElement> Told(HttpResponseMessage answer) => (await Json(answer)).GetProperty("photos").EnumerateArray().ShouldHaveSingleItem();

    private static async Task<JsonElement> Json(HttpResponseMessage answer)
    {
        string body = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        answer.IsSuccessStatusCode.ShouldBeTrue(body);
        return JsonElement.Parse(body);
    }

    [Fact]
    public async Task Masks_are_those_that_the_segmenter_finds_and_each_is_of_its_own_photo()
    {
        await using Served served = await Served.Start();
        Photo[] photos = [TestPhotos.LeftRight(40, 30, (220, 60, 40), (30, 90, 160)), TestPhotos.Noise(24, 36, 5)];
        using var model = SegmentationModel.Load(served.RunFolder);
        byte[][] expected = [.. photos.Select(photo => model.Segment(photo).ToBytes())];
        expected[0].Distinct().Count().ShouldBeGreaterThan(2); // an untrained segmenter's masks differ from place to place
        using var form = new MultipartFormDataContent();
        foreach (Photo photo in photos)
            form.Add(new ByteArrayContent(PngFile.Encode(photo.Width, photo.Height, 3, photo.Pixels)), "photo", $"{photo.Width}.png");
        JsonElement[] told = [.. (await Json(await served.Client.PostAsync("/v1/masks", form, TestContext.Current.CancellationToken))).GetProperty("photos").EnumerateArray()];
        for (int i = 0; i < photos.Length; i++)
        {
            told[i].GetProperty("width").GetInt32().ShouldBe(photos[i].Width);
            Grey(Convert.FromBase64String(told[i].GetProperty("mask").GetString()!.Split(',')[1])).SequenceEqual(expected[i]).ShouldBeTrue(); // how sure it is, from 0 to 255
        }

        HttpResponseMessage png = await served.Post("/v1/masks", Served.PngPhoto, "image/png");
        Grey(await png.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).SequenceEqual(model.Segment(photos[0], TestContext.Current.CancellationToken).Decided()).ShouldBeTrue(); // as masks are written: 0 or 255

        static byte[] Grey(byte[] file) => [.. new PhotoDecoder().Decode(file).Pixels.Chunk(3).Select(pixel => pixel[0])];
    }
}
