using PerturbSeg.Metrics;
using PerturbSeg.Torch;
using PerturbSeg.Training.Fitting.Augmentations;
using PerturbSeg.Training.Scenes;
using PerturbSeg.Training.Tests.Scenes;

namespace PerturbSeg.Training.Tests.Fitting.Augmentations;

public sealed class RearrangementTests : IDisposable
{
    private const int Count = 32, Side = 16;
    private readonly TensorScope _scope = new();
    private readonly RandomGenerator _random = new(3);

    public void Dispose()
    {
        _random.Dispose();
        _scope.Dispose();
    }

    [Fact]
    public void AWarpWithoutStrengthMirrorsHalfOfTheForegrounds()
    {
        Layers layers = Discs();
        Layers warped = new ForegroundWarp(0, 1, 1, 0, 0).Apply(layers, _random);
        Tensor same = layers.Mask, mirrored = layers.Mask.Flip(3);
        int kept = 0;
        for (int i = 0; i < Count; i++)
        {
            float[] mask = Scene(warped.Mask, i);
            bool isSame = Largest(mask, Scene(same, i)) < 1e-4;
            (isSame || Largest(mask, Scene(mirrored, i)) < 1e-4).ShouldBeTrue();
            kept += isSame ? 1 : 0;
        }

        kept.ShouldBeInRange(6, 26);
    }

    [Fact]
    public void AWarpMovesForegroundAndMaskTogetherAndLeavesTheBackground()
    {
        Layers layers = Discs();
        Layers warped = new ForegroundWarp().Apply(layers, _random);
        warped.Background.ShouldBeSameAs(layers.Background);
        float[] foreground = warped.Foreground.Slice(1, 0, 1).ToArray<float>(), mask = warped.Mask.ToArray<float>();
        int agreeing = foreground.Zip(mask, (f, m) => (f > 0.5) == (m > 0.5)).Count(same => same);
        ((double)agreeing / mask.Length).ShouldBeGreaterThan(0.98);
    }

    [Fact]
    public void AWarpTurnsOneSilhouetteIntoMany()
    {
        Layers layers = SceneTensors.Plain(Count, Side, 0, 0, 0) with { Mask = Disc((_, y, x) => (y - 7.5, x - 7.5)) };
        MaskDiversity.MeanPairwiseIou(layers.Mask.ToArray<float>(), Count).ShouldBe(1);
        Layers warped = new ForegroundWarp().Apply(layers, _random);
        MaskDiversity.MeanPairwiseIou(warped.Mask.ToArray<float>(), Count).ShouldBeLessThan(0.7);
    }

    [Fact]
    public void AWindowChangesTheBackgroundAloneAndPaintsNoNewColours()
    {
        Layers layers = Discs() with { Background = (Tensor.Uniform(_random, Count, 3, Side, Side) * 2) - 1 };
        Layers changed = new BackgroundWindow().Apply(layers, _random);
        changed.Foreground.ShouldBeSameAs(layers.Foreground);
        changed.Mask.ShouldBeSameAs(layers.Mask);
        changed.Background.ToArray<float>().ShouldAllBe(value => value >= -1 && value <= 1);
        Largest(changed.Background.ToArray<float>(), layers.Background.ToArray<float>()).ShouldBeGreaterThan(0.1f);
    }

    [Fact]
    public void AWindowOfTheWholeImageMirrorsHalfOfTheBackgrounds()
    {
        Layers layers = Discs() with { Background = (Tensor.Uniform(_random, Count, 3, Side, Side) * 2) - 1 };
        Tensor changed = new BackgroundWindow(1).Apply(layers, _random).Background;
        int kept = 0;
        for (int i = 0; i < Count; i++)
        {
            float same = Largest(Scene(changed, i), Scene(layers.Background, i)), mirrored = Largest(Scene(changed, i), Scene(layers.Background.Flip(3), i));
            Math.Min(same, mirrored).ShouldBeLessThan(1e-4f);
            kept += same < 1e-4f ? 1 : 0;
        }

        kept.ShouldBeInRange(1, Count - 1);
    }

    [Fact]
    public void OnForegroundDoesToForegroundsWhatIsDoneToBackgrounds()
    {
        Layers layers = Discs();
        using var first = new RandomGenerator(9);
        using var again = new RandomGenerator(9);
        Layers changed = new OnForeground(new TintJitter(0.4)).Apply(layers, first);
        Tensor expected = new TintJitter(0.4).Apply(layers with { Background = layers.Foreground }, again).Background;
        changed.Foreground.ShouldBeSame(expected);
        changed.Background.ShouldBeSameAs(layers.Background);
        changed.Mask.ShouldBeSameAs(layers.Mask);
    }

    /// <summary>Discs off the middle; foregrounds are 1 where the mask is 1, else 0.</summary>
    private static Layers Discs()
    {
        Tensor mask = Disc((i, y, x) => (y - 7.5 - (i % 3), x - 6.5 + (i % 2)));
        return new Layers(Tensor.Zeros([Count, 3, Side, Side]), mask.Expand(-1, 3, -1, -1), mask);
    }

    private static Tensor Disc(Func<int, int, int, (double Y, double X)> fromMiddle)
        => SceneTensors.Mask(Count, Side, (i, y, x) => fromMiddle(i, y, x) is var (dy, dx) && (dy * dy) + (dx * dx) < 16 ? 1 : 0);

    private static float[] Scene(Tensor images, int index) => images.Slice(0, index, index + 1).ToArray<float>();

    private static float Largest(float[] left, float[] right) => left.Zip(right, (a, b) => Math.Abs(a - b)).Max();
}
