using PerturbSeg.Tests.Shared;
using PerturbSeg.Torch;
using PerturbSeg.Torch.Tests;
using PerturbSeg.Training.Logs;
using PerturbSeg.Training.Losses;
using PerturbSeg.Training.Networks;
using PerturbSeg.Training.Runs;
using PerturbSeg.Training.Scenes;
using PerturbSeg.Training.Settings;
using PerturbSeg.Training.Tests.Runs;
using PerturbSeg.Training.Tests.Scenes;

namespace PerturbSeg.Training.Tests.Losses;

[Collection(Alone.Name)]
public sealed class PathLengthTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Of_a_linear_painter_it_is_the_length_of_the_direction_seen_from_the_styles()
    {
        // Composite = a · b on every pixel: the slope is Σ y · factor / √(2 · 2).
        using var scope = new TensorScope();
        Tensor b = Styles(2), f = Styles(1), factor = Tensor.Full([1, 1], 3);
        factor.RequiresGradient = true;
        Tensor composites = ((b * factor).Slice(1, 0, 1) + (f * 4)).Reshape(2, 1, 1, 1).Expand(2, 3, 2, 2);
        Tensor directions = Tensor.Concatenate([Tensor.Full([1, 3, 2, 2], 1), Tensor.Full([1, 3, 2, 2], -0.5)], 0);
        Tensor lengths = PathLength.Of(composites, [b, f], directions);
        lengths.ShouldBeNear([12 / 2.0 * 5, 6 / 2.0 * 5], 1e-5); // (3, 0, 4) is 5 long
        Autograd.Gradients(lengths.Sum(), [factor])[0].ShouldBeNear([(6 + 3) * 3 / 5.0], 1e-5);
    }

    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.BFloat16)]
    public void The_penalty_is_taken_every_so_many_steps_moves_the_generator_and_leaves_no_tensor_behind(ScalarType precision)
    {
        long before = Alone.LiveTensors();
        TrainingOptions options = TinyTraining.Options with { Precision = precision, PathLengthWeight = 2 };
        using (TrainingState plain = new(options with { PathLengthWeight = 0 }, Device.Cpu), state = new(options, Device.Cpu))
        {
            new TrainingStep(plain).Run(plain, 1)[0].PathLengthMean.ShouldBe(0);
            double[] means = [.. new TrainingStep(state).Run(state, 9).Select(scalars => scalars.PathLengthMean)];
            means.ShouldAllBe(mean => mean > 0 && double.IsFinite(mean));
            means.ShouldBe([means[0], means[0], means[0], means[0], means[4], means[4], means[4], means[4], means[8]]);
            means.Distinct().Count().ShouldBe(3);
        }

        TorchRuntime.LiveTensors.ShouldBe(before);
    }

    [Fact]
    public void The_term_is_the_squared_distance_from_its_running_mean_and_as_many_times_as_strong_as_it_is_rare()
    {
        using var scope = new TensorScope();
        using var random = new RandomGenerator(1);
        // The composite is the style on every pixel: lengths are the sums of the drawn directions, √(4 · 4) times smaller.
        var mean = new PathLengthMean { Value = 1 };
        var term = new PathLengthTerm(2, 4, mean, Paint, random);
        (term.Interval, term.Weight.At(default)).ShouldBe((4, 8));
        Layers scenes = SceneTensors.Plain(4, 4, 0, 0, 0);
        double loss = term.Loss(new PaintedScenes(scenes, scenes)).Item();
        using var again = new RandomGenerator(1);
        double[] lengths = [.. Tensor.Normal(again, 2, 3, 4, 4).Reshape(2, -1).ToArray<float>().Chunk(48).Select(scene => Math.Abs(scene.Sum(value => (double)value)) / 4)];
        mean.Value.ShouldBe(1 + (0.01 * (lengths.Average() - 1)), 1e-5);
        loss.ShouldBe(lengths.Average(length => Math.Pow(length - mean.Value, 2)), 1e-4);

        static (Tensor, Tensor[]) Paint(long count)
        {
            count.ShouldBe(2); // half of the scenes
            Tensor style = Styles(1);
            return (style.Reshape(2, 1, 1, 1).Expand(2, 3, 4, 4), [style]);
        }
    }

    [Fact]
    public void A_small_step_down_its_gradient_shortens_the_paths_of_a_generator_by_as_much_as_the_gradient_says()
    {
        using var scope = new TensorScope();
        using var random = new RandomGenerator(1);
        using var generator = new LayeredGenerator(TinyTraining.Options.Network, random);
        Tensor latents = Tensor.Normal(random, 4, TinyTraining.Options.Network.LatentSize), directions = Tensor.Normal(random, 4, 3, TinyTraining.Side, TinyTraining.Side);
        Tensor[] weights = [.. generator.Parameters.Select(parameter => parameter.Value)];
        Tensor before = Squared();
        Tensor[] gradients = Autograd.Gradients(before, weights);
        double slope = gradients.Sum(gradient => gradient.Square().Sum().Item()), step = 0.01 * before.Item() / slope;
        using (Autograd.NoGradient())
        {
            foreach ((Tensor weight, Tensor gradient) in weights.Zip(gradients))
                weight.CopyFrom(weight - (gradient * step));
        }

        ((double)Squared().Item() / before.Item()).ShouldBe(0.99, 0.001);

        Tensor Squared()
        {
            Tensor background = generator.MapBackground(latents), foreground = generator.MapForeground(latents);
            return PathLength.Of(generator.Paint(background, foreground, null).Composite(), [background, foreground], directions).Square().Mean();
        }
    }

    [Fact]
    public void Continuing_from_a_checkpoint_gives_the_bits_of_not_having_stopped()
    {
        TrainingOptions options = TinyTraining.Options with { PathLengthWeight = 2, PathLengthInterval = 2 };
        using var straight = new TrainingState(options, Device.Cpu);
        List<StepScalars> expected = new TrainingStep(straight).Run(straight, 8);
        using (var first = new TrainingState(options, Device.Cpu))
        {
            var step = new TrainingStep(first);
            step.Run(first, 3);
            Checkpoint.Save(_folder.At("kimg.safetensors"), first, step, new ScalarMeans());
        }

        using TrainingState resumed = Checkpoint.Load(_folder.At("kimg.safetensors"), Device.Cpu, new ScalarMeans(), out double lastPenalty);
        new TrainingStep(resumed) { LastPenalty = lastPenalty }.Run(resumed, 5).ShouldBe(expected[3..]);
        TinyTraining.Snapshot(resumed.Tensors).ShouldBeBitEqual(TinyTraining.Snapshot(straight.Tensors));
    }

    private static Tensor Styles(long size)
    {
        Tensor styles = Tensor.Full([2, size], 0.5);
        styles.RequiresGradient = true;
        return styles;
    }
}
