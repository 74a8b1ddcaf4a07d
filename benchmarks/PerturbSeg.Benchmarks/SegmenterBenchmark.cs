using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using PerturbSeg.Export.Onnx;
using PerturbSeg.Segmentation;
using PerturbSeg.Torch;
using PerturbSeg.Training;

namespace PerturbSeg.Benchmarks;

/// <summary>
/// A fitted segmenter against the same network, exported, in onnxruntime-node on the same cores, in turns so that both see the same
/// machine. <c>./test</c> installs the package under <c>artifacts</c>.
/// </summary>
internal static class SegmenterBenchmark
{
    private const int Batch = 16;
    private const int RunsInTurn = 8;
    private const int Turns = 8;

    // onnxruntime's threads look out for more work for a while after they answered, and would take turns with ours.
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(0.3);

    public static void Run(string runFolder)
    {
        var run = RunFolder.Open(runFolder);
        string model = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.onnx");
        try
        {
            OnnxExport.Write(run, OnnxExport.Segmenter, model);
            using IMaskPredictor predictor = MaskPredictors.Open(run, FitMethods.Segmenter);
            Compare(predictor, model);
        }
        finally
        {
            File.Delete(model);
        }
    }

    private static void Compare(IMaskPredictor predictor, string model)
    {
        using var scope = new TensorScope();
        using var random = new RandomGenerator(1);
        Tensor images = Tensor.Uniform(random, Batch, 3, predictor.Side, predictor.Side);
        var start = new ProcessStartInfo("node", "artifacts/onnxruntime/time.mjs") { RedirectStandardInput = true, RedirectStandardOutput = true };
        using Process node = Process.Start(start)!;
        node.StandardInput.WriteLine(JsonSerializer.Serialize(new { model, dims = images.Shape.ToArray(), threads = TorchRuntime.Threads }));
        double single = double.MaxValue, half = double.MaxValue, theirs = double.MaxValue;
        for (int turn = 0; turn < Turns; turn++)
        {
            Thread.Sleep(Rest);
            single = Math.Min(single, Time(predictor, images, ScalarType.Float32));
            half = Math.Min(half, Time(predictor, images, ScalarType.BFloat16));
            Thread.Sleep(Rest);
            node.StandardInput.WriteLine(RunsInTurn);
            string answer = node.StandardOutput.ReadLine() ?? throw new InvalidOperationException("onnxruntime-node gave up: run ./test once, which installs it.");
            theirs = Math.Min(theirs, double.Parse(answer, CultureInfo.InvariantCulture));
        }

        node.StandardInput.Close();
        node.WaitForExit();
        Print($"{predictor.Side}×{predictor.Side}, batches of {Batch}, {TorchRuntime.Threads} threads: onnxruntime in float32 {Batch / theirs:0} images/s");
        Print($"float32 {Batch / single:0} images/s, ratio {theirs / single:0.00}");
        Print($"bfloat16 {Batch / half:0} images/s, ratio {theirs / half:0.00}");
    }

    private static void Print(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));

    private static double Time(IMaskPredictor predictor, Tensor images, ScalarType precision)
    {
        using var narrow = new MixedPrecision(precision);
        var clock = Stopwatch.StartNew();
        for (int i = 0; i < RunsInTurn; i++)
        {
            using var freed = new TensorScope();
            predictor.Predict(images);
        }

        return clock.Elapsed.TotalSeconds / RunsInTurn;
    }
}
