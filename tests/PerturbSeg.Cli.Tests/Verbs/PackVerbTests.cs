using System.Text.Json;
using PerturbSeg.Imaging;
using PerturbSeg.Tests.Shared;

namespace PerturbSeg.Cli.Tests.Verbs;

public sealed class PackVerbTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("perturbseg-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Packing_and_inspecting_agree_in_json()
    {
        WritePhotos();
        CommandLineRun packed = await CommandLineRun.Of("pack", At("photos"), "--resolution", "32", "--out", At("set.safetensors"), "--json");
        packed.ExitCode.ShouldBe(0);
        JsonElement report = JsonDocument.Parse(packed.Output).RootElement;
        report.GetProperty("photos").GetInt32().ShouldBe(2);
        report.GetProperty("side").GetInt32().ShouldBe(36);
        report.GetProperty("skipped")[0].GetProperty("name").GetString().ShouldBe("broken.jpg");

        CommandLineRun inspected = await CommandLineRun.Of("inspect", At("set.safetensors"), "--json");
        JsonElement found = JsonDocument.Parse(inspected.Output).RootElement;
        found.GetProperty("kind").GetString().ShouldBe("packed-set");
        found.GetProperty("photos").GetInt32().ShouldBe(2);
        found.GetProperty("names")[1].GetString().ShouldBe("b.png");
        found.GetProperty("tensors")[0].GetProperty("shape").GetArrayLength().ShouldBe(4);
    }

    [Fact]
    public async Task Masks_that_are_not_wanted_may_be_missing_and_what_is_left_out_is_told_apart_from_what_is_skipped()
    {
        WritePhotos();
        Directory.Move(At("photos"), At("images"));
        Directory.CreateDirectory(At("photos/masks"));
        Directory.Move(At("images"), At("photos/images"));
        File.Copy(At("photos/images/b.png"), At("photos/masks/b.png"));
        File.WriteAllText(At("photos/old.bmp"), "not read");
        string[] pack = ["pack", At("photos"), "--resolution", "32", "--out", At("set.safetensors"), "--json"];
        (await CommandLineRun.Of(pack)).ExitCode.ShouldBe(2);
        CommandLineRun packed = await CommandLineRun.Of([.. pack, "--without-masks"]);
        packed.ExitCode.ShouldBe(0, packed.Error);
        JsonElement report = JsonDocument.Parse(packed.Output).RootElement;
        (report.GetProperty("photos").GetInt32(), report.GetProperty("masks").GetBoolean()).ShouldBe((2, false));
        report.GetProperty("skipped").EnumerateArray().ShouldHaveSingleItem().GetProperty("name").GetString().ShouldBe("images/broken.jpg");
        report.GetProperty("left_out").EnumerateArray().Select(kind => kind.GetProperty("name").GetString()).ShouldBe(["*.bmp", "masks"]);
    }

    [Fact]
    public async Task A_limit_takes_the_first_photos_of_each_source_and_says_so()
    {
        WritePhotos();
        string[] limited = ["pack", At("photos"), At("photos"), "--resolution", "32", "--out", At("set.safetensors"), "--limit", "1"];
        (await CommandLineRun.Of(limited)).Output.ShouldContain("2 photos of 36×36 pixels for resolution 32, the first 1 of each source.");
        JsonElement report = JsonDocument.Parse((await CommandLineRun.Of([.. limited, "--json"])).Output).RootElement;
        report.GetProperty("limit").GetInt32().ShouldBe(1);
        CommandLineRun inspected = await CommandLineRun.Of("inspect", At("set.safetensors"), "--json");
        JsonElement found = JsonDocument.Parse(inspected.Output).RootElement;
        found.GetProperty("metadata").GetProperty("limit").GetString().ShouldBe("1");
        found.GetProperty("names").EnumerateArray().Select(name => name.GetString()).ShouldBe(["a.jpg", "a.jpg"]);
    }

    [Fact]
    public async Task Skipped_files_are_told_on_standard_error()
    {
        WritePhotos();
        CommandLineRun run = await CommandLineRun.Of("pack", At("photos"), "--resolution", "32", "--out", At("set.safetensors"));
        run.ExitCode.ShouldBe(0);
        run.Error.ShouldBe($"Skipped 'broken.jpg': the file is empty, or no ordinary file.{Environment.NewLine}");
        run.Output.ShouldContain("2 photos of 36×36 pixels for resolution 32, 1 skipped.");
    }

    [Fact]
    public async Task Wrong_input_exits_with_2_in_one_sentence()
    {
        WritePhotos();
        string[][] wrong =
        [
            ["pack", At("nowhere"), "--resolution", "32", "--out", At("set")],
            ["pack", At("photos"), "--resolution", "3", "--out", At("set")],
            ["pack", At("photos"), "--resolution", "48", "--out", At("set")],
            ["pack", At("photos"), "--resolution", "32", "--out", At("set"), "--limit", "0"],
            ["pack", At("photos"), "--resolution", "32", "--out", At("set"), "--strict"],
            ["pack", At("photos"), "--resolution", "32", "--out", At("photos/a.jpg/set")],
            ["pack", At("photos"), At("photos/a.jpg"), "--resolution", "32", "--out", At("photos/a.jpg")],
            ["pack", At("photos"), "--resolution", "32", "--out", At("set.npy")],
            ["pack", At("photos"), "--resolution", "32", "--out", At("set"), "--shard", "4/4"],
            ["pack", "", "--resolution", "32", "--out", At("set")],
            ["pack", At("photos"), "--resolution", "1e2", "--out", At("set")],
            ["inspect", At("nowhere")],
            ["inspect", At("photos")],
            ["inspect", At("photos/broken.jpg")],
        ];
        foreach (string[] arguments in wrong)
        {
            CommandLineRun run = await CommandLineRun.Of(arguments);
            run.ExitCode.ShouldBe(2, string.Join(' ', arguments));
            run.Output.ShouldBeEmpty();
            run.Error.TrimEnd().Split('\n').Length.ShouldBe(1, run.Error);
        }

        new PhotoDecoder().Decode(File.ReadAllBytes(At("photos/a.jpg"))).Width.ShouldBe(20);
    }

    [Fact]
    public async Task A_photo_is_inspected()
    {
        WritePhotos();
        CommandLineRun run = await CommandLineRun.Of("inspect", At("photos/a.jpg"), "--resolution", "64");
        run.ExitCode.ShouldBe(0);
        run.Output.ShouldContain("width: 20");
        run.Output.ShouldContain("packed_side: 72");
    }

    private string At(string name) => Path.Combine(_folder, name);

    private void WritePhotos()
    {
        Directory.CreateDirectory(At("photos"));
        var photo = new Photo(20, 12, new byte[20 * 12 * 3]);
        File.WriteAllBytes(At("photos/a.jpg"), PhotoEncoder.Encode(photo, PhotoFormat.Jpeg));
        File.WriteAllBytes(At("photos/b.png"), PhotoEncoder.Encode(photo, PhotoFormat.Png));
        File.WriteAllBytes(At("photos/broken.jpg"), []);
    }
}
