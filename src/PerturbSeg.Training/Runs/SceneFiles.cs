using System.Globalization;
using PerturbSeg.Files;
using PerturbSeg.Torch;
using PerturbSeg.Training.Networks;
using PerturbSeg.Training.Scenes;
using PerturbSeg.Training.Settings;

namespace PerturbSeg.Training.Runs;

/// <summary>Writes scenes of a generator as PNG files: composite, background, foreground, mask and cut-out of each, and one sheet.</summary>
public static class SceneFiles
{
    private const int BatchSize = 16;

    /// <summary>Paints and writes scenes, unperturbed. The same seed gives the same scenes, however many are asked for.</summary>
    /// <param name="generator">Paints.</param>
    /// <param name="training">The settings that it was trained with.</param>
    /// <param name="count">How many scenes, from 1.</param>
    /// <param name="seed">Seed of the latents and the noise.</param>
    /// <param name="folder">Where to; made when missing.</param>
    /// <param name="device">Where the generator lives.</param>
    /// <param name="progress">Told after each batch.</param>
    /// <param name="cancellation">Ends the work between batches.</param>
    /// <returns>The sheet: the first 16 scenes.</returns>
    public static string Write(
        LayeredGenerator generator,
        TrainingOptions training,
        int count,
        ulong seed,
        string folder,
        Device device = default,
        IProgress<WorkProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(generator);
        ArgumentNullException.ThrowIfNull(training);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        string sheet = Path.Combine(folder, "sheet.png");
        using RandomGenerator random = Latents.Stream(seed, device);
        using Autograd.Mode recording = Autograd.NoGradient();
        for (int done = 0; done < count;)
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = new TensorScope();
            Layers batch;
            using (new MixedPrecision(training.Precision))
                batch = Latents.Paint(generator, training, BatchSize, random); // whole batches: a scene does not depend on count
            int here = Math.Min(BatchSize, count - done);
            Layers scenes = batch.Slice(0, here);
            if (done == 0)
                SampleSheet.Draw(scenes).SavePng(sheet);
            WriteBatch(scenes, folder, done);
            done += here;
            progress?.Report(new WorkProgress(done, count));
        }

        return sheet;
    }

    private static void WriteBatch(Layers scenes, string folder, int first)
    {
        var images = new SceneImages(scenes);
        for (int i = 0; i < images.Count; i++)
        {
            foreach (string kind in images.Kinds)
            {
                string path = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{first + i + 1:0000}-{kind}.png"));
                byte[] png = images.Png(kind, i);
                AtomicFile.Write(path, stream => stream.Write(png));
            }
        }
    }
}
