using System.Text.Json.Nodes;
using PerturbSeg.Files;
using PerturbSeg.Tests.Shared;
using PerturbSeg.Training.Runs;
using PerturbSeg.Training.Schedules;

namespace PerturbSeg.Training.Tests.Runs;

public sealed class RunFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_run_is_opened_with_the_settings_it_was_created_with()
    {
        RunConfiguration configuration = TinyTraining.CreateRun(_folder, "run").Configuration;
        RunFolder.Open(_folder.At("run")).Configuration.ShouldBeEquivalentTo(configuration);
    }

    [Fact]
    public void A_run_that_does_not_say_how_its_photos_lie_in_sets_has_one_set()
    {
        TinyTraining.CreateRun(_folder, "run");
        JsonNode settings = JsonNode.Parse(File.ReadAllText(_folder.At("run/config.json")))!;
        settings.AsObject().Remove("photos_of_sets").ShouldBeTrue();
        File.WriteAllText(_folder.At("run/config.json"), settings.ToJsonString());
        RunFolder.Open(_folder.At("run")).Configuration.PhotosOfSets.ShouldBe([10]);
    }

    [Fact]
    public void A_run_whose_perturbations_grew_by_one_setting_is_opened_with_their_schedules()
    {
        TinyTraining.CreateRun(_folder, "run", TinyTraining.Options with { Shift = 0.125, Tint = 0, Contrast = 0, ForegroundScale = 0, BackgroundSwap = 0 });
        JsonNode settings = JsonNode.Parse(File.ReadAllText(_folder.At("run/config.json")))!;
        settings["options"]!["perturbation_ramp_kimg"] = 8;
        File.WriteAllText(_folder.At("run/config.json"), settings.ToJsonString());
        RunFolder.Open(_folder.At("run")).Configuration.Options.Shift.ShouldBe(Schedule.Ramp(0.125, 8));
    }

    [Fact]
    public void Settings_are_readable_by_name()
    {
        TinyTraining.CreateRun(_folder, "run");
        string text = File.ReadAllText(_folder.At("run/config.json"));
        foreach (string part in (string[])["\"format\": 1", "\"min_mask\": 0.13", "\"resolution\": 8", "\"precision\": \"Float32\"", "\"seed\": 3", "\"libtorch\": "])
            text.ShouldContain(part);
    }

    [Fact]
    public void A_folder_that_holds_a_run_is_not_begun_anew()
    {
        TinyTraining.CreateRun(_folder, "run");
        Should.Throw<UserErrorException>(() => TinyTraining.CreateRun(_folder, "run")).Message.ShouldContain("already holds a run: choose another folder");
    }

    [Theory]
    [InlineData("samples/mine.png")]
    [InlineData("checkpoints/mine.safetensors")]
    [InlineData("segmenter.onnx")]
    [InlineData("min-mask/0.25/config.json")]
    [InlineData("attempts/1/notes.txt")]
    public void A_folder_with_what_a_training_would_write_over_is_left_alone(string file)
    {
        _folder.Write($"run/{file}", [1]);
        Should.Throw<UserErrorException>(() => TinyTraining.CreateRun(_folder, "run")).Message.ShouldContain($"holds '{file.Split('/')[0]}', which trainings write over, and no run: choose another folder");
        File.Exists(_folder.At($"run/{file}")).ShouldBeTrue();
    }

    [Fact]
    public void A_folder_where_a_file_stands_is_told()
    {
        _folder.Write("file", [1]);
        Should.Throw<FileWriteException>(() => TinyTraining.CreateRun(_folder, "file/run")).Message.ShouldContain("cannot be written");
    }

    [Theory]
    [InlineData(null, "is no run folder (it has no config.json)")]
    [InlineData("", "cannot be read")]
    [InlineData("[]", "cannot be read")]
    [InlineData("{}", "cannot be read")]
    [InlineData("{\"format\":\"one\"}", "cannot be read")]
    [InlineData("{\"format\":1}", "cannot be read")]
    [InlineData("{\"format\":1,\"format\":1}", "cannot be read")]
    [InlineData("{\"format\":7}", "has format 7, this program reads 1")]
    public void A_folder_without_a_readable_run_is_told_in_one_sentence(string? configuration, string told)
    {
        Directory.CreateDirectory(_folder.At("run"));
        if (configuration is not null)
            File.WriteAllText(_folder.At("run/config.json"), configuration);
        string message = Should.Throw<UserErrorException>(() => RunFolder.Open(_folder.At("run"))).Message;
        message.ShouldContain(told);
        message.ShouldContain(_folder.At("run"));
    }

    [Fact]
    public void A_setting_that_this_program_does_not_know_is_named()
    {
        TinyTraining.CreateRun(_folder, "run");
        string path = _folder.At("run/config.json");
        File.WriteAllText(path, File.ReadAllText(path).Replace("\"min_mask\"", "\"max_mask\"", StringComparison.Ordinal));
        Should.Throw<UserErrorException>(() => RunFolder.Open(_folder.At("run"))).Message.ShouldContain("max_mask");
    }

    [Fact]
    public void Without_a_checkpoint_it_says_so()
        => Should.Throw<UserErrorException>(() => TinyTraining.CreateRun(_folder, "run").LatestCheckpoint()).Message.ShouldContain("has no checkpoint");

    [Fact]
    public void A_run_that_was_made_small_says_so()
    {
        RunFolder run = TinyTraining.CreateRun(_folder, "run");
        File.WriteAllBytes(run.GeneratorPath, [1]);
        Should.Throw<UserErrorException>(run.LatestCheckpoint).Message.ShouldBe($"'{run.FolderPath}' was made small by export --model, and has no checkpoint: name the run that it was made from.");
    }

    [Fact]
    public void The_newest_two_checkpoints_are_kept_whatever_the_number_of_digits()
    {
        RunFolder run = TinyTraining.CreateRun(_folder, "run");
        string[] paths = [.. new long[] { 0, 32, 999, 9_984, 99_968, 1_000_000 }.Select(run.CheckpointPath)];
        foreach (string path in paths)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, string.Empty);
        }

        string[] own = [_folder.Write("run/checkpoints/kimg-000000.032-good.safetensors", []), _folder.Write("run/checkpoints/kimg-best.safetensors", [])]; // somebody's copies
        _folder.Write("run/samples/kimg-000000.032 (copy).png", []);
        _folder.Write("run/samples/kimg-000000.032.png", []);
        run.Samples().ShouldHaveSingleItem().Kimg.ShouldBe(0.032);

        run.LatestCheckpoint().ShouldBe(paths[^1]);
        run.PruneCheckpoints(kept: 999);
        Directory.GetFiles(_folder.At("run/checkpoints")).ShouldBe([paths[2], .. paths[^2..], .. own], ignoreOrder: true);
        run.PruneCheckpoints();
        Directory.GetFiles(_folder.At("run/checkpoints")).ShouldBe([.. paths[^2..], .. own], ignoreOrder: true);
        Path.GetFileName(paths[3]).ShouldBe("kimg-000009.984.safetensors");
    }
}
