using PerturbSeg.Torch;
using PerturbSeg.Torch.Tests;
using PerturbSeg.Training.Losses;
using PerturbSeg.Training.Networks;
using PerturbSeg.Training.Runs;
using PerturbSeg.Training.Settings;
using PerturbSeg.Training.Tests.Networks;

namespace PerturbSeg.Training.Tests.Runs;

/// <summary>A few steps of the published architecture in every variant and game.</summary>
[Collection(Alone.Name)]
public sealed class GeneratorVariantTrainingTests
{
    private static readonly string[] NamesOfOthers = ["16.", "output4.", "input4."];

    public static TheoryData<GeneratorVariant, AdversarialGame> Variants
        => [.. from variant in Enum.GetValues<GeneratorVariant>() from game in Enum.GetValues<AdversarialGame>() select (variant, game)];

    [Theory]
    [MemberData(nameof(Variants))]
    public void Every_part_in_use_learns_the_others_stay_and_no_tensor_is_left_behind(GeneratorVariant variant, AdversarialGame game)
    {
        TrainingOptions options = TinyTraining.Options with
        {
            Network = TinyNetworks.StyleGan1(TinyTraining.Side) with { Variant = variant, LargestResolution = 2 * TinyTraining.Side },
            Game = game,
            StyleMixing = 0.5,
        };
        options.Validate();
        using var state = new TrainingState(options, Device.Cpu);
        Dictionary<string, byte[]> before = TinyTraining.Snapshot(Trained(state));
        long held = Alone.LiveTensors();
        new TrainingStep(state).Run(state, 3).ShouldAllBe(scalars => scalars.IsFinite && scalars.Penalty > 0);
        TorchRuntime.LiveTensors.ShouldBe(held);
        Dictionary<string, byte[]> after = TinyTraining.Snapshot(Trained(state));
        string[] still = [.. before.Where(tensor => after[tensor.Key].AsSpan().SequenceEqual(tensor.Value)).Select(tensor => tensor.Key)];
        still.ShouldBe(before.Keys.Where(IsAsleep));
        state.GeneratorOptimizer.StepCounts.Zip(state.Generator.Parameters, (steps, parameter) => (steps, parameter.Name))
            .ShouldAllBe(parameter => parameter.steps == (IsAsleep(parameter.Name) ? 0 : 3));
    }

    // Layers of the side to come, and output and input of 4×4, which only the fading in of 8×8 would use.
    private static bool IsAsleep(string name) => NamesOfOthers.Any(other => name.Contains(other, StringComparison.Ordinal));

    private static IEnumerable<(string Name, Tensor Value)> Trained(TrainingState state) => state.Generator.Parameters.Concat(state.Discriminator.Parameters);
}
