using PerturbSeg.Torch;
using PerturbSeg.Torch.Tests;
using PerturbSeg.Training.Scenes;

namespace PerturbSeg.Training.Tests.Scenes;

public sealed class PerturbationGradientTests
{
    private const int Count = 2;
    private const int Side = 4;

    private static readonly Dictionary<string, IPerturbation> Perturbations = new()
    {
        ["shift"] = new RandomShift(0.25),
        ["scale"] = new ForegroundScale(0.3),
        ["turn"] = new PanoramaTurn(),
        ["turn on a torus"] = new PanoramaTurn(WrappedAxes.Both, 0.7),
        ["swap"] = new BackgroundSwap(0.5),
        ["contrast"] = new ContrastJitter(0.3),
        ["tint"] = new TintJitter(0.5),
        ["mirror"] = new ForegroundMirror(),
    };

    public static TheoryData<string> Names => [.. Perturbations.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Through_a_perturbation_and_the_composite_gradients_agree_with_finite_differences(string name)
    {
        FiniteDifferences.ShouldMatchGradient(
            layers => // [2, 7, 4, 4]: background, foreground, mask
            {
                using var random = new RandomGenerator(3);
                var scene = new Layers(layers.Slice(1, 0, 3), layers.Slice(1, 3, 6), layers.Slice(1, 6, 7));
                return Perturbations[name].Apply(scene, random).Composite().Square().Sum();
            },
            FiniteDifferences.Point(Count * 7 * Side * Side),
            [Count, 7, Side, Side],
            tolerance: 1e-6);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_same_seed_perturbs_the_same_way(string name)
    {
        using var scope = new TensorScope();
        Layers layers = SceneTensors.Random(4, 8, 8);
        using RandomGenerator first = new(7), second = new(7);
        Perturbations[name].Apply(layers, first).Composite().ShouldBeSame(Perturbations[name].Apply(layers, second).Composite());
    }
}
