using System.Globalization;
using PerturbSeg.Files;
using PerturbSeg.Networks;
using PerturbSeg.Reports;
using PerturbSeg.Scenes;
using PerturbSeg.Torch;

namespace PerturbSeg.Training;

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
        using var random = new RandomGenerator(seed, device);
        using Autograd.Mode recording = Autograd.NoGradient();
        for (int done = 0; done < count;)
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = new TensorScope();
            Layers batch;
            using (new Autocast(device, training.Precision))
                batch = Latents.Paint(generator, training, BatchSize, random).ToFloat32(); // whole batches: a scene does not depend on count
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
        int side = (int)scenes.Side, count = (int)scenes.Count;
        byte[] composite = Rgb(scenes.Composite()), background = Rgb(scenes.Background), foreground = Rgb(scenes.Foreground);
        byte[] mask = Bytes(scenes.Mask);
        byte[] cutout = Bytes(Tensor.Concatenate([(scenes.Foreground * 0.5) + 0.5, scenes.Mask], 1).Permute(0, 2, 3, 1));
        for (int i = 0; i < count; i++)
        {
            Save("composite", PngColor.Rgb, composite, i);
            Save("background", PngColor.Rgb, background, i);
            Save("foreground", PngColor.Rgb, foreground, i);
            Save("mask", PngColor.Grey, mask, i);
            Save("cutout", PngColor.Rgba, cutout, i);
        }

        void Save(string kind, PngColor color, byte[] pixels, int i)
        {
            int size = side * side * (int)color;
            string path = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{first + i + 1:0000}-{kind}.png"));
            AtomicFile.Write(path, stream => PngWriter.Write(stream, side, side, color, pixels.AsSpan(i * size, size)));
        }
    }

    // [N, 3, H, W] in about [−1, 1] to interleaved bytes.
    private static byte[] Rgb(Tensor images) => Bytes(((images * 0.5) + 0.5).Permute(0, 2, 3, 1));

    // [0, 1] to 0 … 255, in row-major order.
    private static byte[] Bytes(Tensor values) => (values.Clamp(0, 1) * 255).Round().To(ScalarType.UInt8).ToArray<byte>();
}
