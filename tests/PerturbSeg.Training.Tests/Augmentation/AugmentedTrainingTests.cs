using PerturbSeg.Tests.Shared;
using PerturbSeg.Torch;
using PerturbSeg.Torch.Tests;
using PerturbSeg.Training.Logs;
using PerturbSeg.Training.Losses;
using PerturbSeg.Training.Runs;
using PerturbSeg.Training.Settings;
using PerturbSeg.Training.Tests.Runs;

namespace PerturbSeg.Training.Tests.Augmentation;

[Collection(Alone.Name)]
public sealed class AugmentedTrainingTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string FilePath => _folder.At("kimg.safetensors");

    // 16 photos, from one move to the next, are 0.05.
    private static TrainingOptions Adaptive => TinyTraining.Options with { Augment = 0.5, AugmentTarget = 0.1, AugmentKimg = 0.32 };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Off_by_default_in_every_preset()
        => Presets.Names.ShouldAllBe(name => Presets.Named(name).Augmentations() == null);

    [Fact]
    public void Augmented_steps_are_finite_learn_otherwise_and_leave_no_tensor_behind()
    {
        long before = Alone.LiveTensors();
        foreach (ScalarType precision in new[] { ScalarType.Float32, ScalarType.BFloat16 })
        {
            List<StepScalars> plain = Train(TinyTraining.Options with { Precision = precision });
            List<StepScalars> augmented = Train(TinyTraining.Options with { Precision = precision, Augment = 0.6 });
            augmented.ShouldAllBe(step => step.IsFinite && step.AugmentProbability == 0.6 && step.Penalty > 0);
            plain.ShouldAllBe(step => step.AugmentProbability == 0);
            augmented[0].DiscriminatorLoss.ShouldNotBe(plain[0].DiscriminatorLoss);
        }

        TorchRuntime.LiveTensors.ShouldBe(before);
    }

    [Fact]
    public void A_critic_with_a_gradient_penalty_is_augmented_too()
        => Train(TinyTraining.Options with { Game = AdversarialGame.Wasserstein, Augment = 0.6 }).ShouldAllBe(step => step.IsFinite && step.Penalty > 0);

    [Fact]
    public void The_probability_follows_the_sign_of_photos_every_four_steps()
    {
        List<StepScalars> steps = Train(Adaptive, 20);
        steps.ShouldAllBe(step => step.PhotoSign >= -1 && step.PhotoSign <= 1);
        double expected = 0.5;
        foreach (StepScalars[] four in steps.Chunk(4))
        {
            four.ShouldAllBe(step => Math.Abs(step.AugmentProbability - expected) < 1e-12);
            expected += 0.05 * Math.Sign(four.Average(step => step.PhotoSign) - 0.1);
        }
    }

    [Fact]
    public void Continuing_from_a_checkpoint_gives_the_bits_of_not_having_stopped()
    {
        using var straight = new TrainingState(Adaptive, Device.Cpu);
        List<StepScalars> expected = new TrainingStep(straight).Run(straight, 14);
        using (var first = new TrainingState(Adaptive, Device.Cpu))
        {
            var step = new TrainingStep(first);
            step.Run(first, 6).ShouldBe(expected[..6]);
            Checkpoint.Save(FilePath, first, step, new ScalarMeans());
        }

        using TrainingState resumed = Checkpoint.Load(FilePath, Device.Cpu, new ScalarMeans(), out double lastPenalty);
        new TrainingStep(resumed) { LastPenalty = lastPenalty }.Run(resumed, 8).ShouldBe(expected[6..]);
        TinyTraining.Snapshot(resumed.Tensors).ShouldBeBitEqual(TinyTraining.Snapshot(straight.Tensors));
    }

    [Fact]
    public void A_checkpoint_older_than_augmentations_goes_on_with_the_probability_of_its_settings()
    {
        Save();
        TinyTraining.Rewrite(FilePath, metadata => metadata.Remove("augment_probability"));
        using TrainingState state = Checkpoint.Load(FilePath, Device.Cpu, new ScalarMeans(), out _);
        state.AugmentProbability.Value.ShouldBe(0.5);
    }

    [Fact]
    public void A_checkpoint_with_a_broken_probability_is_refused_by_name()
    {
        Save();
        TinyTraining.Rewrite(FilePath, metadata => metadata["augment_probability"] = "often");
        Should.Throw<UserErrorException>(() => Checkpoint.Load(FilePath, Device.Cpu, new ScalarMeans(), out _).Dispose())
            .Message.ShouldContain("does not say its augment_probability");
    }

    private void Save()
    {
        using var state = new TrainingState(Adaptive, Device.Cpu);
        var step = new TrainingStep(state);
        step.Run(state, 5);
        Checkpoint.Save(FilePath, state, step, new ScalarMeans());
    }

    private static List<StepScalars> Train(TrainingOptions options, int steps = 5)
    {
        using var state = new TrainingState(options, Device.Cpu);
        return new TrainingStep(state).Run(state, steps);
    }
}
