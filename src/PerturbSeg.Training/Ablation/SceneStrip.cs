using PerturbSeg.Files;
using PerturbSeg.Reports;
using PerturbSeg.Torch;
using PerturbSeg.Torch.Safetensors;
using PerturbSeg.Training.Networks;
using PerturbSeg.Training.Runs;
using PerturbSeg.Training.Scenes;
using PerturbSeg.Training.Settings;

namespace PerturbSeg.Training.Ablation;

/// <summary>
/// The first few scenes of a generator on the monitor's latents, which are the same for all variants of a seed: composite, background, and
/// foreground on white, one after the other.
/// </summary>
internal static class SceneStrip
{
    private const int Scenes = 6;
    private const int Zoom = 2;
    private const string Name = "scenes";

    /// <summary>Paints the scenes of a run's newest checkpoint and keeps them as bytes.</summary>
    public static void Save(RunFolder run, string path, Device device)
    {
        using var scope = new TensorScope();
        using Autograd.Mode recording = Autograd.NoGradient();
        (LayeredGenerator generator, TrainingOptions options) = run.LoadGenerator(device);
        using (generator)
        using (var monitor = new DegeneracyMonitor(options, device))
        {
            Layers scenes = monitor.PaintFixedScenes(generator).Slice(0, Scenes);
            Tensor onWhite = (scenes.Mask * scenes.Foreground) + (1 - scenes.Mask);
            // [K, 3, H, W] each → [3 K, 3, H, W], scene by scene
            Tensor strip = Tensor.Concatenate([scenes.Composite(), scenes.Background, onWhite], 1).Reshape(3 * Scenes, 3, scenes.Side, scenes.Side);
            Tensor bytes = (((strip * 0.5) + 0.5).Clamp(0, 1) * 255).Round().To(ScalarType.UInt8).Contiguous();
            AtomicFile.Write(path, stream => NamedTensors.Write(stream, [(Name, bytes)], new Dictionary<string, string>()));
        }
    }

    /// <summary>A picture with a row for every strip; null where there is none.</summary>
    public static RgbImage? Draw(IEnumerable<string> strips)
    {
        ImageGrid? grid = null;
        foreach (string path in strips)
        {
            using SafetensorsFile file = SafetensorsFile.Open(path);
            int side = (int)file[Name].Shape[3];
            grid ??= new ImageGrid(side, side, Zoom);
            grid.AddImages(file.Bytes(Name));
        }

        return grid?.Render();
    }
}
