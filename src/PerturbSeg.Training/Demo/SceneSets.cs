using PerturbSeg.Imaging;
using PerturbSeg.Training.GeneratedScenes;
using PerturbSeg.Training.PackedSets;

namespace PerturbSeg.Training.Demo;

/// <summary>Writes generated scenes the way a user's photos come: a packed set without masks to train on, and photos with masks to judge by.</summary>
public static class SceneSets
{
    /// <summary>Packs scenes without their masks.</summary>
    /// <param name="path">The packed set to write.</param>
    /// <param name="seed">Seed of the scenes.</param>
    /// <param name="count">How many scenes.</param>
    /// <param name="resolution">The side to train at, in pixels; scenes are an eighth larger, to be cropped.</param>
    /// <param name="cancellation">Ends the work between scenes; no file is left then.</param>
    public static void Pack(string path, ulong seed, int count, int resolution, CancellationToken cancellation = default)
    {
        var options = new PackOptions { Resolution = resolution };
        var scenes = new SceneGenerator(seed, options.Side);
        using PackedSetWriter writer = PackedSetWriter.Create(path, options, ["generated scenes"], withMasks: false);
        for (int i = 0; i < count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            writer.Add($"scene-{i:00000}", scenes.Scene(i).Image, null);
        }

        writer.Save(skipped: 0);
    }

    /// <summary>Writes scenes and masks as PNG files: an evaluation set.</summary>
    /// <param name="folder">Receives <c>images/</c> and <c>masks/</c>.</param>
    /// <param name="seed">Seed of the scenes; not that of the training set.</param>
    /// <param name="count">How many scenes.</param>
    /// <param name="side">Side of the scenes, in pixels.</param>
    /// <param name="cancellation">Ends the work between scenes.</param>
    public static void WriteEvaluationSet(string folder, ulong seed, int count, int side, CancellationToken cancellation = default)
    {
        var scenes = new SceneGenerator(seed, side);
        for (int i = 0; i < count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            GeneratedScene scene = scenes.Scene(i);
            byte[] pixels = PixelOrder.ToInterleaved(scene.Image);
            PngFile.Save(Path.Combine(folder, "images", $"scene-{i:0000}.png"), side, side, 3, pixels);
            PngFile.Save(Path.Combine(folder, "masks", $"scene-{i:0000}.png"), side, side, 1, scene.Mask);
        }
    }
}
