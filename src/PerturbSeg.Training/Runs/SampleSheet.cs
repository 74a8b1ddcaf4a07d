using PerturbSeg.Reports;
using PerturbSeg.Torch;
using PerturbSeg.Training.Scenes;

namespace PerturbSeg.Training.Runs;

/// <summary>A picture of generated scenes: composites, backgrounds, foregrounds, masks and cut-outs in rows.</summary>
public static class SampleSheet
{
    private const int Columns = 16;
    private const int TargetTile = 64;

    /// <summary>Draws the sheet.</summary>
    /// <param name="scenes">Float32 layers; the first 16 are drawn.</param>
    public static RgbImage Draw(Layers scenes)
    {
        ArgumentNullException.ThrowIfNull(scenes);
        using var scope = new TensorScope();
        using Autograd.Mode recording = Autograd.NoGradient();
        int side = (int)scenes.Side;
        var grid = new ImageGrid(side, side, Math.Max(1, TargetTile / side));
        float[] foreground = First(scenes.Foreground), mask = First(scenes.Mask);
        grid.AddImages(First(scenes.Composite()));
        grid.AddImages(First(scenes.Background));
        grid.AddImages(foreground);
        grid.AddMasks(mask);
        grid.AddCutouts(foreground, mask);
        return grid.Render();
    }

    private static float[] First(Tensor images) => images.Slice(0, 0, Columns).ToArray<float>();
}
