using PerturbSeg.Torch;
using PerturbSeg.Torch.Tests;
using PerturbSeg.Training.Logs;
using PerturbSeg.Training.Networks;
using PerturbSeg.Training.PackedSets;
using PerturbSeg.Training.Runs;
using PerturbSeg.Training.Scenes;
using PerturbSeg.Training.Schedules;
using PerturbSeg.Training.Settings;

namespace PerturbSeg.Training.Tests.Runs;

[Collection(Alone.Name)]
public sealed class TrainingStepTests
{
    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.BFloat16)]
    public void Steps_leave_no_tensor_behind_with_the_penalty_and_without(ScalarType precision)
    {
        long before = Alone.LiveTensors();
        using (var state = new TrainingState(TinyTraining.Options with { Precision = precision }, Device.Cpu))
        {
            long held = TorchRuntime.LiveTensors;
            held.ShouldBe(before + state.Tensors.Count());
            new TrainingStep(state).Run(state, 6).ShouldAllBe(scalars => scalars.IsFinite);
            TorchRuntime.LiveTensors.ShouldBe(held);
        }

        TorchRuntime.LiveTensors.ShouldBe(before);
    }

    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.BFloat16)]
    public void The_same_settings_give_the_same_bits_and_another_seed_others(ScalarType precision)
    {
        TrainingOptions options = TinyTraining.Options with { Precision = precision };
        (List<StepScalars> scalars, Dictionary<string, byte[]> tensors) = Train(options);
        (List<StepScalars> again, Dictionary<string, byte[]> same) = Train(options);
        again.ShouldBe(scalars);
        same.ShouldBeBitEqual(tensors);
        Train(options with { Seed = 4 }).Scalars.ShouldNotBe(scalars);
    }

    [Fact]
    public void Masks_are_judged_with_their_images_and_move_the_generators_masks()
    {
        TrainingOptions options = TinyTraining.Options with { Network = TinyTraining.Options.Network with { JudgesMasks = true }, Augment = 0.5 };
        long before = Alone.LiveTensors();
        using (var state = new TrainingState(options, Device.Cpu))
        {
            long held = TorchRuntime.LiveTensors;
            var step = new TrainingStep(state);
            Should.Throw<ArgumentException>(() => step.Run(TinyTraining.Photos(0))).Message.ShouldContain("judges masks");
            StepScalars last = default;
            for (int i = 0; i < 6; i++)
                last = step.Run(TinyTraining.Photos(i), Masks());
            last.IsFinite.ShouldBeTrue();
            last.Penalty.ShouldBeGreaterThan(0);
            TorchRuntime.LiveTensors.ShouldBe(held);
        }

        TorchRuntime.LiveTensors.ShouldBe(before);
        Should.Throw<UserErrorException>(() => (options with { IndependentLatents = true, ReconstructionWeight = 1 }).Validate()).Message.ShouldContain("network.judges_masks=false");

        static byte[] Masks() => [.. Enumerable.Range(0, TinyTraining.BatchSize * TinyTraining.Side * TinyTraining.Side).Select(i => (byte)(i % 3 == 0 ? 255 : 0))];
    }

    [Fact]
    public void The_penalty_is_taken_every_so_many_steps_and_remembered_between()
    {
        using var state = new TrainingState(TinyTraining.Options, Device.Cpu);
        double[] penalties = [.. new TrainingStep(state).Run(state, 9).Select(scalars => scalars.Penalty)];
        penalties.ShouldAllBe(penalty => penalty > 0);
        penalties[..4].Distinct().Count().ShouldBe(1);
        penalties[4..8].Distinct().Count().ShouldBe(1);
        penalties.Distinct().Count().ShouldBe(3);
    }

    [Fact]
    public void With_gamma_0_there_is_no_penalty()
    {
        using var state = new TrainingState(TinyTraining.Options with { R1Gamma = 0 }, Device.Cpu);
        new TrainingStep(state).Run(state, 5).ShouldAllBe(scalars => scalars.Penalty == 0);
    }

    [Fact]
    public void Each_player_moves_its_own_weights_only()
    {
        using var state = new TrainingState(TinyTraining.Options, Device.Cpu);
        var step = new TrainingStep(state);
        state.DiscriminatorOptimizer.LearningRate = 0;
        Dictionary<string, byte[]> generator = Snapshot("generator."), discriminator = Snapshot("discriminator.");
        step.Run(state, 1);
        Snapshot("discriminator.").ShouldBeBitEqual(discriminator);
        Moved(generator, Snapshot("generator.")).ShouldBeGreaterThan(0.9);

        state.RateFactor = 0;
        state.DiscriminatorOptimizer.LearningRate = 0.01;
        generator = Snapshot("generator.");
        step.Run(state, 1);
        Snapshot("generator.").ShouldBeBitEqual(generator);
        Moved(discriminator, Snapshot("discriminator.")).ShouldBeGreaterThan(0.9);
        state.Discriminator.Parameters.ShouldAllBe(parameter => parameter.Value.RequiresGradient);

        Dictionary<string, byte[]> Snapshot(string prefix)
            => TinyTraining.Snapshot(state.Tensors.Where(tensor => tensor.Name.StartsWith(prefix, StringComparison.Ordinal)));
    }

    [Fact]
    public void The_average_moves_by_the_share_that_its_half_life_says()
    {
        using var scope = new TensorScope();
        using var state = new TrainingState(TinyTraining.Options with { AverageHalfLife = 8, AverageRamp = 1000 }, Device.Cpu);
        double[] start = state.AverageGenerator.State.First().Value.Values();
        new TrainingStep(state).Run(state, 1);
        double kept = Math.Pow(0.5, TinyTraining.BatchSize / 8.0);
        state.AverageGenerator.State.First().Value
            .ShouldBeNear([.. start.Zip(state.Generator.State.First().Value.Values(), (a, b) => (kept * a) + ((1 - kept) * b))], 1e-6);
        (state.Steps, state.ImagesSeen).ShouldBe((1, TinyTraining.BatchSize));
    }

    [Fact]
    public void The_published_losses_and_the_unperturbed_comparison_train_too()
    {
        TrainingOptions published = TinyTraining.Options with { LogarithmicSize = false, FrameWeight = 0, IndependentLatents = true };
        foreach (TrainingOptions options in new[] { published, published.WithoutPerturbations() })
        {
            (List<StepScalars> scalars, _) = Train(options);
            scalars.ShouldAllBe(step => step.IsFinite && step.Coverage > 0 && step.Coverage < 1);
        }
    }

    [Fact]
    public void A_background_that_goes_around_both_ways_trains_and_leaves_no_tensor_behind()
    {
        TrainingOptions options = TinyTraining.Options with { TurnRange = 0.5 };
        using var state = new TrainingState(options with { Network = options.Network with { PanoramaVertical = true } }, Device.Cpu);
        long held = Alone.LiveTensors();
        new TrainingStep(state).Run(state, 5).ShouldAllBe(scalars => scalars.IsFinite);
        TorchRuntime.LiveTensors.ShouldBe(held);
    }

    [Fact]
    public void Only_with_a_weight_does_the_independence_of_the_layers_change_the_generator()
    {
        TrainingOptions options = TinyTraining.Options with { IndependenceWeight = 0 };
        Dictionary<string, byte[]> without = Train(options).Tensors;
        Moved(without, Train(options).Tensors).ShouldBe(0);
        Moved(without, Train(options with { IndependenceWeight = 1 }).Tensors).ShouldBeGreaterThan(0.5);
    }

    [Fact]
    public void Photos_are_painted_again_from_where_their_weight_begins_and_teach_the_encoder()
    {
        TrainingOptions options = TinyTraining.Encoding with { ReconstructionWeight = new Schedule { From = 0, To = 1, StartKimg = 0.008 } };
        using var state = new TrainingState(options, Device.Cpu);
        long held = Alone.LiveTensors();
        var step = new TrainingStep(state);
        Dictionary<string, byte[]> before = Encoder();
        step.Run(state, 2).ShouldAllBe(scalars => scalars.IsFinite);
        Encoder().ShouldBeBitEqual(before);
        step.Run(state, 3).ShouldAllBe(scalars => scalars.IsFinite);
        Moved(before, Encoder()).ShouldBeGreaterThan(0.9);
        TorchRuntime.LiveTensors.ShouldBe(held);

        Dictionary<string, byte[]> Encoder() => TinyTraining.Snapshot(state.Encoder!.Parameters);
    }

    [Fact]
    public void Photos_painted_again_come_nearer_to_the_photos()
    {
        TrainingOptions options = TinyTraining.Encoding with { ReconstructionWeight = 20, LearningRate = 5e-3 };
        using var state = new TrainingState(options, Device.Cpu);
        var step = new TrainingStep(state);
        step.Run(state, 5);
        double early = Error();
        step.Run(state, 60);
        Error().ShouldBeLessThan(0.7 * early);

        double Error()
        {
            using var scope = new TensorScope();
            using Autograd.Mode recording = Autograd.NoGradient();
            Tensor photos = PhotoTensors.ToTensor(TinyTraining.Photos(1000), TinyTraining.BatchSize, TinyTraining.Side, Device.Cpu);
            EncodedLatents seen = state.Encoder!.Forward(photos);
            Layers painted = state.Generator.Forward(seen.Background, seen.Foreground, noise: null);
            return (seen.Place.Move(painted, panorama: true).Composite() - photos).Abs().Mean().Item();
        }
    }

    [Theory]
    [InlineData("overlap_weight=5", "largest_overlap=0")]
    [InlineData("piece_weight=50")]
    public void A_term_with_a_weight_changes_the_generator(params string[] changes)
    {
        Dictionary<string, byte[]> without = Train(TinyTraining.Options).Tensors;
        Moved(without, Train(SettingChanges.Apply(TinyTraining.Options, changes)).Tensors).ShouldBeGreaterThan(0.5);
    }

    [Fact]
    public void Every_term_that_has_a_weight_is_measured_when_it_is_its_turn()
    {
        TrainingOptions options = TinyTraining.Encoding with
        {
            HoleWeight = Schedule.Settled(0, 1, 1), PathLengthWeight = 2, PathLengthInterval = 2, SizeWeight = 0,
        };
        string[] always = ["mask/binary_loss", "mask/frame_loss", "mask/piece_loss", "layers/independence_loss", "mask/overlap_loss", "reconstruction/loss"];
        List<StepScalars> scalars = Train(options).Scalars;
        foreach ((int step, StepScalars measured) in scalars.Index())
        {
            measured.Terms.Select(term => term.Name).ShouldBe(step % 2 == 0 ? [.. always, "path_length/loss"] : always);
            measured.Terms.ShouldAllBe(term => double.IsFinite(term.Value));
        }
    }

    [Fact]
    public void Rates_and_decays_follow_their_schedules()
    {
        TrainingOptions options = TinyTraining.Options with { LearningRate = Schedule.Ramp(0.01, 0.016), Beta2 = Schedule.Ramp(0.9, 0.016) };
        using var state = new TrainingState(options with { LearningRate = options.LearningRate with { From = 0.002 } }, Device.Cpu);
        new TrainingStep(state).Run(state, 3); // the third step begins after 8 photos of 16
        state.GeneratorOptimizer.LearningRate.ShouldBe(0.006, 1e-12);
        state.DiscriminatorOptimizer.Beta2.ShouldBe(0.45, 1e-12);
    }

    private static (List<StepScalars> Scalars, Dictionary<string, byte[]> Tensors) Train(TrainingOptions options)
    {
        using var state = new TrainingState(options, Device.Cpu);
        List<StepScalars> scalars = new TrainingStep(state).Run(state, 5);
        return (scalars, TinyTraining.Snapshot(state.Tensors));
    }

    private static double Moved(Dictionary<string, byte[]> before, Dictionary<string, byte[]> after)
        => before.Average(tensor => tensor.Value.AsSpan().SequenceEqual(after[tensor.Key]) ? 0 : 1);
}
