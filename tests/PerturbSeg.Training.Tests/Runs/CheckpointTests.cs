using PerturbSeg.Tests.Shared;
using PerturbSeg.Torch;
using PerturbSeg.Torch.Tests;
using PerturbSeg.Training.Logs;
using PerturbSeg.Training.Networks;
using PerturbSeg.Training.Runs;
using PerturbSeg.Training.Settings;
using PerturbSeg.Training.Tests.PackedSets;

namespace PerturbSeg.Training.Tests.Runs;

[Collection(Alone.Name)]
public sealed class CheckpointTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string FilePath => _folder.At("kimg.safetensors");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(ScalarType.Float32, false)]
    [InlineData(ScalarType.BFloat16, false)]
    [InlineData(ScalarType.Float32, true)]
    public void Continuing_from_a_checkpoint_gives_the_bits_of_not_having_stopped(ScalarType precision, bool encodes)
    {
        TrainingOptions options = (encodes ? TinyTraining.Encoding : TinyTraining.Options) with { Precision = precision };
        using var straight = new TrainingState(options, Device.Cpu);
        List<StepScalars> expected = new TrainingStep(straight).Run(straight, 12);

        using (var first = new TrainingState(options, Device.Cpu))
        {
            var step = new TrainingStep(first);
            step.Run(first, 5).ShouldBe(expected[..5]);
            Checkpoint.Save(FilePath, first, step, new ScalarMeans());
        }

        using TrainingState resumed = Checkpoint.Load(FilePath, Device.Cpu, new ScalarMeans(), out double lastPenalty);
        resumed.Steps.ShouldBe(5);
        new TrainingStep(resumed) { LastPenalty = lastPenalty }.Run(resumed, 7).ShouldBe(expected[5..]);
        TinyTraining.Snapshot(resumed.Tensors).ShouldBeBitEqual(TinyTraining.Snapshot(straight.Tensors));
        using var scope = new TensorScope();
        TinyTraining.Bytes(resumed.Random.GetState()).ShouldBe(TinyTraining.Bytes(straight.Random.GetState()));
    }

    [Fact]
    public void Everything_beside_the_tensors_is_restored_too()
    {
        var pending = new ScalarMeans();
        SaveTrained(pending, state =>
        {
            state.RateFactor = 0.1 / 3;
            state.Rollbacks = 2;
            state.SettledAt = 4;
            state.SoundAt = 8;
        });
        var restored = new ScalarMeans();
        using TrainingState state = Checkpoint.Load(FilePath, Device.Cpu, restored, out double lastPenalty);
        state.Options.ShouldBe(TinyTraining.Options);
        state.RateFactor.ShouldBe(0.1 / 3);
        state.DiscriminatorOptimizer.LearningRate.ShouldBe(TinyTraining.Options.LearningRate.To * (0.1 / 3));
        (state.Rollbacks, state.Steps, state.ImagesSeen).ShouldBe((2, 2, 2 * TinyTraining.BatchSize));
        state.GeneratorOptimizer.StepCounts.Concat(state.DiscriminatorOptimizer.StepCounts).ShouldAllBe(count => count == 2);
        (state.SettledAt, state.SoundAt).ShouldBe((4, 8));
        lastPenalty.ShouldBeGreaterThan(0);
        restored.Steps.ShouldBe(2);
        restored.Sums.ShouldBe(pending.Sums);
        restored.Terms.ShouldBe(pending.Terms);
    }

    [Fact]
    public void From_a_checkpoint_of_before_the_terms_in_the_logs_the_next_line_begins_anew()
    {
        SaveTrained();
        TinyTraining.Rewrite(FilePath, metadata => metadata.Remove("pending_terms"));
        var pending = new ScalarMeans();
        pending.Restore(new double[StepScalars.Count], string.Empty, 3).ShouldBeTrue();
        Checkpoint.Load(FilePath, Device.Cpu, pending, out _).Dispose();
        pending.Steps.ShouldBe(0);
    }

    [Fact]
    public void Networks_for_segmenting_are_the_averaged_generator_and_the_discriminator_without_gradients()
    {
        Dictionary<string, byte[]> saved = SaveTrained();
        (LayeredGenerator generator, Discriminator discriminator, TrainingOptions options) = Checkpoint.LoadNetworks(FilePath, Device.Cpu);
        using (generator)
        using (discriminator)
        {
            options.ShouldBe(TinyTraining.Options);
            foreach ((string prefix, Torch.Layers.Module module) in new (string, Torch.Layers.Module)[] { ("average", generator), ("discriminator", discriminator) })
            {
                TinyTraining.Snapshot(module.State.Select(tensor => ($"{prefix}.{tensor.Name}", tensor.Value)))
                    .ShouldBeBitEqual(saved.Where(tensor => tensor.Key.StartsWith(prefix + ".", StringComparison.Ordinal)).ToDictionary());
                module.State.ShouldAllBe(tensor => !tensor.Value.RequiresGradient);
            }
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(500)]
    [InlineData(-1)]
    public void A_file_cut_short_names_itself_and_the_one_before(int length)
    {
        SaveTrained();
        using (FileStream stream = File.OpenWrite(FilePath))
            stream.SetLength(length < 0 ? stream.Length + length : length);
        Refused().ShouldContain("delete it to go on from the one before");
    }

    [Fact]
    public void Another_kind_of_file_is_no_checkpoint()
    {
        PackedSetFile.Write(FilePath, count: 1, side: 9, resolution: 8);
        Refused().ShouldContain("is no checkpoint");
    }

    [Fact]
    public void Another_version_of_the_format_is_named()
    {
        SaveTrained();
        TinyTraining.Rewrite(FilePath, metadata => metadata["perturbseg.version"] = "1");
        Refused().ShouldContain("is of version 1, this program reads 2");
    }

    public static TheoryData<string, string?, string> BrokenMetadata => new()
    {
        { "perturbseg.version", null, "does not say its perturbseg.version" },
        { "options", null, "no readable settings" },
        { "options", "{", "no readable settings" },
        { "options", "{\"colour\":1}", "settings that this program does not know (The JSON property 'colour'" },
        { "options", "{\"batch_size\":0}", "batch_size 0" },
        { "steps", null, "does not say its steps" },
        { "steps", "many", "does not say its steps" },
        { "rate_factor", "fast", "does not say its rate_factor" },
        { "last_penalty", null, "does not say its last_penalty" },
        { "pending_terms", "mask/size_loss", "does not say its pending_terms" },
        { "growth_alpha", "0.5", "says a growth that its networks do not have" },
        { "growth_side", "16", "says a growth that its networks do not have" },
        { "options", "{\"batch_size\":4,\"\\ud800\":1}", "no readable settings" },
    };

    [Theory]
    [MemberData(nameof(BrokenMetadata))]
    public void Metadata_that_is_missing_or_no_number_is_named(string key, string? value, string told)
    {
        SaveTrained();
        TinyTraining.Rewrite(FilePath, metadata =>
        {
            metadata.Remove(key);
            if (value is not null)
                metadata[key] = value;
        });
        Refused().ShouldContain(told);
    }

    [Theory]
    [InlineData("generator.mask_centre")]
    [InlineData("average.background.start")]
    [InlineData("discriminator_optimizer.output.bias.square")]
    [InlineData("random.state")]
    [InlineData("pending.sums")]
    public void A_missing_tensor_is_named(string name)
    {
        SaveTrained();
        TinyTraining.Rewrite(FilePath, _ => { }, (tensor, shape) => tensor == name ? null : shape);
        Refused().ShouldContain($"lacks '{name}'");
    }

    [Fact]
    public void A_tensor_of_another_shape_is_named()
    {
        SaveTrained();
        TinyTraining.Rewrite(FilePath, _ => { }, (tensor, shape) => tensor == "generator.mask_centre" ? [64] : shape);
        Refused().ShouldContain("generator.mask_centre as Float32[64], its own settings ask for Float32[1, 1, 8, 8]");
    }

    [Fact]
    public void A_writing_that_fails_midway_leaves_the_checkpoint_before_and_nothing_else()
    {
        using var state = new TrainingState(TinyTraining.Options, Device.Cpu);
        var step = new TrainingStep(state);
        Checkpoint.Save(FilePath, state, step, new ScalarMeans());
        byte[] before = File.ReadAllBytes(FilePath);
        step.Run(state, 1);
        state.DiscriminatorOptimizer.Dispose(); // its tensors come last
        Should.Throw<ObjectDisposedException>(() => Checkpoint.Save(FilePath, state, step, new ScalarMeans()));
        Directory.GetFiles(_folder.Root).ShouldBe([FilePath]);
        File.ReadAllBytes(FilePath).ShouldBe(before);
    }

    [Fact]
    public void Saving_and_a_refused_loading_leave_no_tensor_behind()
    {
        long before = Alone.LiveTensors();
        SaveTrained();
        TorchRuntime.LiveTensors.ShouldBe(before);
        TinyTraining.Rewrite(FilePath, _ => { }, (tensor, shape) => tensor == "discriminator.output.bias" ? null : shape);
        Refused();
        TorchRuntime.LiveTensors.ShouldBe(before);
    }

    private Dictionary<string, byte[]> SaveTrained(ScalarMeans? pending = null, Action<TrainingState>? change = null)
    {
        using var state = new TrainingState(TinyTraining.Options, Device.Cpu);
        var step = new TrainingStep(state);
        pending ??= new ScalarMeans();
        step.Run(state, 2, pending);
        change?.Invoke(state);
        Checkpoint.Save(FilePath, state, step, pending);
        return TinyTraining.Snapshot(state.Tensors);
    }

    // Loading to train is refused in one sentence that names the file or the setting.
    private string Refused()
    {
        string message = Should.Throw<UserErrorException>(() => Checkpoint.Load(FilePath, Device.Cpu, new ScalarMeans(), out _).Dispose()).Message;
        message.ShouldNotContain("\n");
        message.ShouldEndWith(".");
        return message;
    }
}
