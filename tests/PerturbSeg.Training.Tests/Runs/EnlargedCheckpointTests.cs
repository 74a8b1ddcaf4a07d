using PerturbSeg.Tests.Shared;
using PerturbSeg.Torch;
using PerturbSeg.Torch.Operators;
using PerturbSeg.Torch.Tests;
using PerturbSeg.Training.Logs;
using PerturbSeg.Training.Networks;
using PerturbSeg.Training.Runs;
using PerturbSeg.Training.Scenes;
using PerturbSeg.Training.Settings;

namespace PerturbSeg.Training.Tests.Runs;

public sealed class EnlargedCheckpointTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string FilePath => _folder.At("kimg.safetensors");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_training_that_begins_with_a_smaller_run_paints_its_scenes_enlarged()
    {
        using var scope = new TensorScope();
        SaveTrained();
        TrainingOptions larger = TinyTraining.Options with { Network = TinyTraining.Options.Network with { Resolution = 16 } };
        EnlargedCheckpoint.Save(_folder.At("larger.safetensors"), larger, FilePath, Device.Cpu);
        using TrainingState small = Checkpoint.Load(FilePath, Device.Cpu, new ScalarMeans(), out _);
        using TrainingState large = Checkpoint.Load(_folder.At("larger.safetensors"), Device.Cpu, new ScalarMeans(), out _);
        (large.Steps, large.ImagesSeen, large.Options).ShouldBe((0, 0, larger));
        using var random = new RandomGenerator(1);
        Tensor latents = Tensor.Normal(random, 2, larger.Network.LatentSize);
        Layers before = small.AverageGenerator.Forward(latents, latents, noise: null), after = large.AverageGenerator.Forward(latents, latents, noise: null);
        after.Foreground.Detach().ShouldBeNear(Resampling.DoubleBilinear(before.Foreground.Detach()), 1e-5);
        large.Discriminator.Parameters.Single(parameter => parameter.Name == "trunk.down8.down.weight").Value
            .ShouldBeNear(small.Discriminator.Parameters.Single(parameter => parameter.Name == "trunk.down8.down.weight").Value, 0);
        new TrainingStep(large).Run(new byte[4 * 3 * 16 * 16]).IsFinite.ShouldBeTrue();
    }

    [Fact]
    public void A_training_that_judges_masks_goes_on_with_backgrounds_and_discriminator_and_begins_objects_anew()
    {
        using var scope = new TensorScope();
        SaveTrained();
        TrainingOptions judging = TinyTraining.Options with { Network = TinyTraining.Options.Network with { JudgesMasks = true, MappingGain = 1.4 } };
        EnlargedCheckpoint.Save(_folder.At("scenes.safetensors"), judging, FilePath, Device.Cpu);
        using TrainingState before = Checkpoint.Load(FilePath, Device.Cpu, new ScalarMeans(), out _);
        using TrainingState scenes = Checkpoint.Load(_folder.At("scenes.safetensors"), Device.Cpu, new ScalarMeans(), out _);
        using var random = new RandomGenerator(1);
        Tensor latents = Tensor.Normal(random, 2, judging.Network.LatentSize), images = Tensor.Normal(random, 4, 3, 8, 8), masks = Tensor.Zeros([4, 1, 8, 8]) + 0.7;
        Layers old = before.AverageGenerator.Forward(latents, latents, noise: null), now = scenes.AverageGenerator.Forward(latents, latents, noise: null);
        now.Background.Detach().ShouldBeNear(old.Background.Detach(), 1e-5);
        (now.Foreground - old.Foreground).Abs().Mean().Item().ShouldBeGreaterThan(0.01f);
        scenes.Discriminator.Forward(JudgedImages.Of(judging.Network, images, masks)).Detach().ShouldBeNear(before.Discriminator.Forward(images).Detach(), 1e-5);
        new TrainingStep(scenes).Run(new byte[4 * 3 * 8 * 8], new byte[4 * 8 * 8]).IsFinite.ShouldBeTrue();
    }

    [Fact]
    public void A_training_begins_with_no_larger_run_and_no_other_form()
    {
        SaveTrained();
        TrainingOptions other = TinyTraining.Options with { Network = TinyTraining.Options.Network with { LatentSize = 8 } };
        string refused = Should.Throw<UserErrorException>(() => EnlargedCheckpoint.Save(_folder.At("x"), other, FilePath, Device.Cpu)).Message;
        refused.ShouldContain("network.latent_size");
        refused.ShouldContain($"--from '{FilePath}' holds");
        TrainingOptions deeper = TinyTraining.Options with { Network = TinyTraining.Options.Network with { MappingDepth = TinyTraining.Options.Network.MappingDepth + 1 } };
        Should.Throw<UserErrorException>(() => EnlargedCheckpoint.Save(_folder.At("x"), deeper, FilePath, Device.Cpu)).Message.ShouldContain($"network.mapping_depth {deeper.Network.MappingDepth}");
        TrainingOptions larger = TinyTraining.Options with { Network = TinyTraining.Options.Network with { Resolution = 16 } };
        EnlargedCheckpoint.Save(_folder.At("larger"), larger, FilePath, Device.Cpu);
        Should.Throw<UserErrorException>(() => EnlargedCheckpoint.Save(_folder.At("x"), TinyTraining.Options, _folder.At("larger"), Device.Cpu)).Message
            .ShouldContain("is trained at 16 pixels, the training is at 8");
        TrainingOptions growing = TinyTraining.Options with { Growing = new GrowthSchedule { FadeImages = 8, StableImages = 8 } };
        Should.Throw<UserErrorException>(() => EnlargedCheckpoint.Save(_folder.At("x"), growing, FilePath, Device.Cpu)).Message.ShouldContain("--set growing=null");
        File.Exists(_folder.At("x")).ShouldBeFalse();
    }

    private void SaveTrained()
    {
        using var state = new TrainingState(TinyTraining.Options, Device.Cpu);
        var step = new TrainingStep(state);
        step.Run(state, 2);
        Checkpoint.Save(FilePath, state, step, new ScalarMeans());
    }
}
