using System.Diagnostics;
using System.Globalization;
using PerturbSeg.Imaging;
using PerturbSeg.Segmentation;

namespace PerturbSeg.Benchmarks;

/// <summary>How long an application waits for the mask of one photo: the first, which loads the model, and those after it.</summary>
internal static class MaskBenchmark
{
    private const int WarmUp = 200; // until the compiler has done its best

    public static void Run(string model, string photo, int masks)
    {
        var clock = Stopwatch.StartNew();
        Photo image = Photo.Load(photo);
        double decoded = clock.Elapsed.TotalMilliseconds;
        using var segmenter = SegmentationModel.Load(model);
        segmenter.Segment(image);
        double first = clock.Elapsed.TotalMilliseconds - decoded;
        for (int i = 0; i < WarmUp; i++)
            segmenter.Segment(image);
        double[] times = new double[masks];
        for (int i = 0; i < masks; i++)
        {
            clock.Restart();
            segmenter.Segment(image);
            times[i] = clock.Elapsed.TotalMilliseconds;
        }

        Array.Sort(times);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{image.Width}×{image.Height}, {Environment.ProcessorCount} processors: decoded in {decoded:0.0} ms, model and first mask {first:0} ms, after {WarmUp} more half of {masks} masks within {times[masks / 2]:0.0} ms, the slowest {times[^1]:0.0} ms"));
    }
}
