using PerturbSeg.Files;
using PerturbSeg.Segmentation;
using PerturbSeg.Tests.Shared;
using PerturbSeg.Torch;
using PerturbSeg.Training.Export;
using PerturbSeg.Training.Fitting;
using PerturbSeg.Training.Networks;
using PerturbSeg.Training.Runs;
using PerturbSeg.Training.Scenes;
using PerturbSeg.Training.Settings;
using PerturbSeg.Training.Tests.Fitting;

namespace PerturbSeg.Training.Tests.Export;

public sealed class ModelFolderTests : IDisposable
{
    private readonly TinyRun _tiny = new();
    private readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        _folder.Dispose();
        _tiny.Dispose();
    }

    [Fact]
    public void A_run_made_small_paints_and_segments_as_the_run_does()
    {
        Fit();
        ModelFolder.Write(_tiny.Run, _tiny.Run, _folder.At("small"));

        Directory.GetFileSystemEntries(_folder.Root).ShouldBe([_folder.At("small")]);
        var small = RunFolder.Open(_folder.At("small"));
        new FileInfo(small.GeneratorPath).Length.ShouldBeLessThan(new FileInfo(_tiny.Run.LatestCheckpoint()).Length / 8);
        float[] expected = Paint(_tiny.Run), painted = Paint(small);
        painted.Zip(expected, (a, b) => Math.Abs(a - b)).Max().ShouldBeInRange(1e-9f, 0.02f, "float16 has eleven bits");
        File.ReadAllBytes(SegmentationModel.PathIn(small.FolderPath)).ShouldBe(File.ReadAllBytes(SegmentationModel.PathIn(_tiny.Run.FolderPath)));
        FittedNetworkFile.ReadFacts(small, FitMethods.Segmenter).ShouldBe(FittedNetworkFile.ReadFacts(_tiny.Run, FitMethods.Segmenter));
    }

    [Fact]
    public void What_a_killed_export_left_is_taken_over_and_another_export_is_not_disturbed()
    {
        Fit();
        _folder.Write("small.pseg/config.json", "{"u8.ToArray());
        _folder.Write("small.pseg/config.json.pseg-0a1b2c3d", "{"u8.ToArray());
        using (FolderLock.Take(_folder.At("small.pseg")))
            Should.Throw<UserErrorException>(() => ModelFolder.Write(_tiny.Run, _tiny.Run, _folder.At("small"))).Message.ShouldContain("Another process is writing");
        File.Exists(_folder.At("small.pseg/config.json")).ShouldBeTrue();
        ModelFolder.Write(_tiny.Run, _tiny.Run, _folder.At("small"));
        Directory.GetFileSystemEntries(_folder.Root).ShouldBe([_folder.At("small")]);
        Directory.GetFiles(_folder.At("small")).Select(Path.GetFileName).Order().ShouldBe(["config.json", "generator.safetensors", "segmenter.onnx", "segmenter.safetensors"]);
    }

    [Fact]
    public void A_folder_of_others_with_that_name_is_left_alone()
    {
        Fit();
        string notes = _folder.Write("small.pseg/notes.txt", [1]);
        Should.Throw<UserErrorException>(() => ModelFolder.Write(_tiny.Run, _tiny.Run, _folder.At("small"))).Message.ShouldContain("holds 'notes.txt': name another folder");
        File.Exists(notes).ShouldBeTrue();
        ModelFolder.Write(_tiny.Run, _tiny.Run, _folder.At("other.pseg"));
        Should.Throw<UserErrorException>(() => ModelFolder.Write(_tiny.Run, _tiny.Run, _folder.At("other"))).Message.ShouldContain("is a model itself");
        File.Exists(_folder.At("other.pseg/generator.safetensors")).ShouldBeTrue();
        Directory.Exists(_folder.At("small")).ShouldBeFalse();
    }

    [Fact]
    public void The_generator_may_be_that_of_another_run()
    {
        Fit();
        using var other = new TinyRun(judgesMasks: true);
        ModelFolder.Write(_tiny.Run, other.Run, _folder.At("small"));
        var small = RunFolder.Open(_folder.At("small"));
        (LayeredGenerator generator, TrainingOptions options) = small.LoadGenerator(Device.Cpu);
        generator.Dispose();
        options.Network.JudgesMasks.ShouldBeTrue();
        small.Configuration.Options.Network.JudgesMasks.ShouldBeFalse();
    }

    [Fact]
    public void A_small_run_cannot_be_trained_on_and_says_so()
    {
        Fit();
        ModelFolder.Write(_tiny.Run, _tiny.Run, _folder.At("small"));
        Should.Throw<UserErrorException>(() => Trainer.Resume(_tiny.Photos, RunFolder.Open(_folder.At("small")), Device.Cpu, new TrainingCadence()))
            .Message.ShouldContain("cannot be trained on");
        Directory.Exists(_folder.At("small/checkpoints")).ShouldBeFalse();
    }

    [Fact]
    public void What_is_there_or_lacks_a_network_is_refused_and_nothing_is_left()
    {
        Should.Throw<UserErrorException>(() => ModelFolder.Write(_tiny.Run, _tiny.Run, _folder.At("small"))).Message.ShouldContain("perturbseg fit");
        Directory.GetFileSystemEntries(_folder.Root).ShouldBeEmpty();
        Fit();
        Directory.CreateDirectory(_folder.At("there"));
        Should.Throw<UserErrorException>(() => ModelFolder.Write(_tiny.Run, _tiny.Run, _folder.At("there"))).Message.ShouldContain("exists");
    }

    private void Fit() => RunFit.Segmenter(
        _tiny.Run, null, new SegmenterFitOptions { Steps = 2, Channels = 4, BatchSize = 4, CutOuts = null }, Device.Cpu, null, TestContext.Current.CancellationToken);

    private static float[] Paint(RunFolder run)
    {
        using var scope = new TensorScope();
        using Autograd.Mode recording = Autograd.NoGradient();
        (LayeredGenerator generator, _) = run.LoadGenerator(Device.Cpu);
        using (generator)
        using (var random = new RandomGenerator(1))
        {
            Tensor z = Tensor.Normal(random, 4, generator.Options.LatentSize);
            Layers layers = generator.Forward(z, z, noise: null);
            return [.. layers.Composite().ToArray<float>(), .. layers.Mask.ToArray<float>()];
        }
    }
}
