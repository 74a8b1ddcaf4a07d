using PerturbSeg.Tests.Shared;
using PerturbSeg.Torch;
using PerturbSeg.Torch.Tests;
using PerturbSeg.Training.Fitting;
using PerturbSeg.Training.Networks;
using PerturbSeg.Training.PackedSets;

namespace PerturbSeg.Training.Tests.Fitting;

/// <summary>What a game leaves behind: counted while nothing else runs.</summary>
[Collection(Alone.Name)]
public sealed class CutOutGameLeakTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_game_repeats_itself_leaves_its_beginning_and_the_generator_and_nothing_else_behind()
    {
        using var random = new RandomGenerator(5);
        using var generator = new LayeredGenerator(CutOutGameTests.Training.Network, random);
        using var beginning = new Segmenter(4, random);
        using PackedSetMixture photos = PairPhotos.Pack(new CutOutGameTests.DiscsOver(generator), CutOutGameTests.PhotoCount, _folder);
        float[] painter = CutOutGameTests.Weights(generator), first = CutOutGameTests.Weights(beginning);
        long before = Alone.LiveTensors();

        float[] once = PlayShortly(seed: 1), again = PlayShortly(seed: 1), other = PlayShortly(seed: 2);

        once.ShouldBe(again);
        once.ShouldNotBe(other);
        once.ShouldNotBe(first);
        CutOutGameTests.Weights(beginning).ShouldBe(first);
        CutOutGameTests.Weights(generator).ShouldBe(painter);
        TorchRuntime.LiveTensors.ShouldBe(before);

        float[] PlayShortly(ulong seed)
        {
            using var judges = new RandomGenerator(9);
            using Discriminator discriminator = Discriminator.Create(CutOutGameTests.Training.Network, judges);
            using Segmenter end = CutOutGameTests.Play(generator, discriminator, beginning, photos, new CutOutOptions { Steps = 2, BatchSize = 4 }, seed);
            return CutOutGameTests.Weights(end);
        }
    }

    [Fact]
    public void A_game_can_be_ended()
    {
        using var random = new RandomGenerator(5);
        using var generator = new LayeredGenerator(CutOutGameTests.Training.Network, random);
        using Discriminator discriminator = Discriminator.Create(CutOutGameTests.Training.Network, random);
        using var beginning = new Segmenter(4, random);
        using PackedSetMixture photos = PairPhotos.Pack(new CutOutGameTests.DiscsOver(generator), CutOutGameTests.PhotoCount, _folder);
        using BatchSource batches = new(photos, new BatchOptions { BatchSize = 8, Seed = 1 });
        using var game = new CutOutGame(generator, discriminator, CutOutGameTests.Training, default, new CutOutOptions { BatchSize = 4 }, batches);
        long before = Alone.LiveTensors();
        Should.Throw<OperationCanceledException>(() => game.Play(beginning, 1, null, Device.Cpu, null, new CancellationToken(canceled: true)));
        TorchRuntime.LiveTensors.ShouldBe(before);
    }
}
