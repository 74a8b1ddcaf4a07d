using PerturbSeg.Torch;
using PerturbSeg.Training.Collectives;
using PerturbSeg.Training.Logs;
using PerturbSeg.Training.Losses;
using PerturbSeg.Training.Runs;
using PerturbSeg.Training.Settings;
using PerturbSeg.Training.Tests.Networks;
using PerturbSeg.Training.Tests.Runs;

namespace PerturbSeg.Training.Tests.Collectives;

/// <summary>Ranks that share batches against one process that has them whole.</summary>
public sealed class SharedBatchTests
{
    private const int Steps = 20;
    private const int Batch = 16;

    private static readonly TrainingOptions s_options = TinyTraining.Options with { BatchSize = Batch };

    public static TheoryData<string> Trainings => [.. Options.Keys];

    // Together they have every draw, and everything that compares images of a batch.
    private static Dictionary<string, TrainingOptions> Options { get; } = new()
    {
        ["small"] = s_options with { Augment = 0.3, AugmentTarget = 0.6, PathLengthWeight = 2, PathLengthInterval = 4 },
        ["encoder"] = TinyTraining.Encoding with { BatchSize = Batch },
        ["published"] = s_options with
        {
            Network = TinyNetworks.StyleGan1(), Game = AdversarialGame.Wasserstein, StyleMixing = 0.5, IndependentLatents = true, LogarithmicSize = false,
        },
        ["scenes"] = s_options with { Network = s_options.Network with { JudgesMasks = true, MappingGain = 1.414, CentralStart = 1 } },
        ["kinds"] = s_options with { Network = TinyNetworks.StyleGan1(), MinMask = 0.1, MinMasks = [0.1, 0.4] },
    };

    [Theory]
    [MemberData(nameof(Trainings))]
    public void Two_ranks_with_half_a_batch_each_come_where_one_comes_with_the_whole(string training)
    {
        (Dictionary<string, float[]> Tensors, StepScalars[] Scalars) one = ThreadRanks.Run(1, ranks => Train(Options[training], ranks))[0];
        (Dictionary<string, float[]> Tensors, StepScalars[] Scalars)[] two = ThreadRanks.Run(2, ranks => Train(Options[training], ranks));
        foreach ((string name, float[] values) in two[0].Tensors)
            two[1].Tensors[name].ShouldBe(values, name);
        two[1].Scalars.ShouldBe(two[0].Scalars);
        foreach (string network in (string[])["generator", "discriminator", "average"])
            RelativeError(network).ShouldBeLessThan(1e-5, network);

        // |two − one| / |one|, over all tensors of a network.
        double RelativeError(string network)
        {
            double difference = 0, size = 0;
            foreach ((string name, float[] values) in one.Tensors.Where(tensor => tensor.Key.StartsWith(network + '.', StringComparison.Ordinal)))
            {
                difference += values.Zip(two[0].Tensors[name], (a, b) => Math.Pow(a - b, 2)).Sum();
                size += values.Sum(value => Math.Pow(value, 2));
            }

            return Math.Sqrt(difference / size);
        }
    }

    private static (Dictionary<string, float[]> Tensors, StepScalars[] Scalars) Train(TrainingOptions options, ICollective ranks)
    {
        using var state = new TrainingState(options, Device.Cpu);
        var share = new BatchShare(ranks);
        var step = new TrainingStep(state, share);
        StepScalars[] scalars = [.. Enumerable.Range(0, Steps).Select(number => step.Run(Own(TinyTraining.Photos(number, Batch), share), Own(Masks(number, options), share)))];
        return (state.Tensors.ToDictionary(tensor => tensor.Name, tensor => tensor.Value.ToArray<float>()), scalars);
    }

    // What is bright in the first channel of a photo; none where none are judged.
    private static byte[] Masks(long step, TrainingOptions options)
    {
        const int Area = TinyTraining.Side * TinyTraining.Side;
        return !options.Network.JudgesMasks
            ? []
            : [.. TinyTraining.Photos(step, Batch).Chunk(3 * Area).SelectMany(photo => photo.Take(Area)).Select(value => value > 150 ? byte.MaxValue : byte.MinValue)];
    }

    private static byte[] Own(byte[] photos, BatchShare share)
        => photos.Length == 0 ? [] : [.. photos.Chunk(photos.Length / Batch).Where((_, photo) => photo % share.Size == share.Rank).SelectMany(photo => photo)];
}
