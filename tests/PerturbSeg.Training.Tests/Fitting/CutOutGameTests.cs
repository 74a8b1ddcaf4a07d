using PerturbSeg.Tests.Shared;
using PerturbSeg.Torch;
using PerturbSeg.Training.Fitting;
using PerturbSeg.Training.Networks;
using PerturbSeg.Training.PackedSets;
using PerturbSeg.Training.Runs;
using PerturbSeg.Training.Settings;

namespace PerturbSeg.Training.Tests.Fitting;

/// <summary>
/// Photos are bright discs over what an untrained generator paints as backgrounds, so that the right mask, and no other, makes composites
/// that are like photos. The discriminator begins untrained, too.
/// </summary>
public sealed class CutOutGameTests : IDisposable
{
    internal const int Side = 16, PhotoCount = 256;
    private static readonly int[] Sides = [4, 8, Side];

    internal static readonly TrainingOptions Training = new()
    {
        Network = new NetworkOptions { Resolution = Side, Width = 0.1, LatentSize = 8 },
        Precision = ScalarType.Float32,
        Contrast = 0,
        MinMask = 0.1,
    };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Masks_that_lie_beside_their_objects_move_onto_them()
    {
        using var random = new RandomGenerator(5);
        using LayeredGenerator generator = Dark(random);
        using Discriminator discriminator = Discriminator.Create(Training.Network, random);
        var discs = new DiscsOver(generator);
        using Segmenter beginning = SegmenterFit.Run(
            new Beside(discs), new SegmenterFitOptions { Steps = 150, Channels = 8, Augmentations = [], Precision = ScalarType.Float32, CutOuts = null },
            cancellation: TestContext.Current.CancellationToken).Network;
        using PackedSetMixture photos = PairPhotos.Pack(discs, PhotoCount, _folder);

        var options = new CutOutOptions { Steps = 100, BatchSize = 16, PeakLearningRate = 1e-3, DiscriminatorLearningRate = 1e-3 };
        using Segmenter end = Play(generator, discriminator, beginning, photos, options);

        double before = PairIou.Of(beginning, discs), after = PairIou.Of(end, discs);
        before.ShouldBeLessThan(0.5);
        after.ShouldBeGreaterThan(before + 0.1);
    }

    [Fact]
    public void A_number_of_steps_below_0_is_a_mistake_of_the_user()
        => Should.Throw<UserErrorException>(() => new CutOutOptions { Steps = -1 }.Validate()).Message.ShouldContain("--cutout-steps -1");

    /// <summary>A generator whose backgrounds are dark and of little contrast.</summary>
    private static LayeredGenerator Dark(RandomGenerator random)
    {
        var generator = new LayeredGenerator(Training.Network, random);
        using var scope = new TensorScope();
        using Autograd.Mode recording = Autograd.NoGradient();
        foreach ((string name, Tensor value) in generator.Parameters)
        {
            if (Sides.Any(side => name == $"background.output{side}.weight"))
                value.CopyFrom(value * 0.15);
            else if (name == $"background.output{Side}_bias")
                value.CopyFrom(value - 0.5);
        }

        return generator;
    }

    internal static Segmenter Play(
        LayeredGenerator generator, Discriminator discriminator, Segmenter beginning, PackedSetMixture photos, CutOutOptions options, ulong seed = 1)
    {
        using BatchSource batches = new(photos, new BatchOptions { BatchSize = 2 * options.BatchSize, Seed = seed });
        using var game = new CutOutGame(generator, discriminator, Training, default, options, batches);
        return game.Play(beginning, seed, null, Device.Cpu, null, TestContext.Current.CancellationToken).Network;
    }

    internal static float[] Weights(Torch.Layers.Module module) => [.. module.State.SelectMany(entry => entry.Value.ToArray<float>())];

    internal sealed class DiscsOver(LayeredGenerator generator) : IPairSource
    {
        public int Side => CutOutGameTests.Side;

        public LabelledImages Draw(int count, RandomGenerator random)
        {
            using var scope = new TensorScope();
            using Autograd.Mode recording = Autograd.NoGradient();
            LabelledImages discs = new DiscPairs(Side).Draw(count, random);
            Tensor ground = Latents.Paint(generator, Training, count, random).Background.Clamp(-1, 1);
            return new LabelledImages(scope.MoveOut(ground + (discs.Masks * (discs.Images - ground))), scope.MoveOut(discs.Masks));
        }
    }

    /// <summary>The same images with each mask two rows below its disc.</summary>
    private sealed class Beside(IPairSource pairs) : IPairSource
    {
        public int Side => pairs.Side;

        public LabelledImages Draw(int count, RandomGenerator random)
        {
            using var scope = new TensorScope();
            LabelledImages right = pairs.Draw(count, random);
            Tensor moved = Tensor.Concatenate([right.Masks.Slice(2, 0, 2) * 0, right.Masks.Slice(2, 0, Side - 2)], 2);
            return new LabelledImages(scope.MoveOut(right.Images), scope.MoveOut(moved));
        }
    }
}
