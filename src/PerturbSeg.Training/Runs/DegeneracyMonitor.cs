using PerturbSeg.Masks;
using PerturbSeg.Metrics;
using PerturbSeg.Torch;
using PerturbSeg.Training.Networks;
using PerturbSeg.Training.Scenes;
using PerturbSeg.Training.Settings;

namespace PerturbSeg.Training.Runs;

/// <summary>
/// Watches the averaged generator for the degenerate solutions of the method, on fixed latents: an empty mask, a full mask, the same
/// image in both layers, an undecided mask, a patch at the frame that poses as the object, and a mask in pieces.
/// </summary>
public sealed class DegeneracyMonitor : IDisposable
{
    private const int SceneCount = 64;
    private static readonly long[] Colours = [1];
    private readonly TrainingOptions _options;
    private readonly Tensor _foregroundLatents;
    private readonly Tensor _backgroundLatents;

    /// <summary>Draws the fixed latents.</summary>
    /// <param name="options">The training's settings.</param>
    /// <param name="device">Where the generator is.</param>
    public DegeneracyMonitor(TrainingOptions options, Device device)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        using var random = new RandomGenerator(options.Seed + 1, device);
        using var scope = new TensorScope();
        (Tensor background, Tensor foreground) = Latents.Draw(options, SceneCount, random);
        (_backgroundLatents, _foregroundLatents) = (background.Owned(), foreground.Owned());
    }

    /// <summary>Paints the fixed scenes, without noise.</summary>
    /// <param name="generator">The averaged generator.</param>
    /// <returns>64 scenes, unperturbed, owned by the open scope.</returns>
    public Layers PaintFixedScenes(LayeredGenerator generator)
    {
        ArgumentNullException.ThrowIfNull(generator);
        using Autograd.Mode recording = Autograd.NoGradient();
        using var precision = new MixedPrecision(_options.Precision);
        return generator.Forward(_backgroundLatents, _foregroundLatents, noise: null);
    }

    /// <summary>Measures scenes.</summary>
    /// <param name="scenes">Unperturbed layers.</param>
    public static DegeneracyFigures Measure(Layers scenes)
    {
        ArgumentNullException.ThrowIfNull(scenes);
        using var scope = new TensorScope();
        using Autograd.Mode recording = Autograd.NoGradient();
        Tensor mask = scenes.Mask;
        Tensor difference = (scenes.Foreground.Clamp(-1, 1) - scenes.Background.Clamp(-1, 1)).Abs().Mean(Colours, keep: true);
        double covered = mask.Sum().Item();
        float[] masks = mask.ToArray<float>();
        return new DegeneracyFigures(
            MaskLosses.Coverage(mask).Mean().Item(),
            MaskLosses.Binary(mask).Item(),
            covered < 1 ? 0 : (difference * mask).Sum().Item() / covered,
            MaskLosses.Frame(mask).Item(),
            MaskDiversity.MeanPairwiseIou(masks, (int)scenes.Count),
            masks.Chunk(masks.Length / (int)scenes.Count).Select(one => LargestComponent.Share(one, (int)mask.Shape[3]) ?? 1).Average(),
            MaskHoles.Share(masks, (int)mask.Shape[2], (int)mask.Shape[3]),
            BackgroundGhost.Contrast(scenes));
    }

    /// <summary>Frees the latents.</summary>
    public void Dispose()
    {
        _foregroundLatents.Dispose();
        _backgroundLatents.Dispose();
    }
}
