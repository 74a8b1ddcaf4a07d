using System.Diagnostics;
using System.Globalization;
using Microsoft.ML.OnnxRuntime;
using PerturbSeg.Segmentation;
using PerturbSeg.Torch;
using PerturbSeg.Training.Export;
using PerturbSeg.Training.Fitting;
using PerturbSeg.Training.Predicting;
using PerturbSeg.Training.Runs;

namespace PerturbSeg.Benchmarks;

/// <summary>
/// A fitted segmenter against the same network, exported, in ONNX Runtime on as many threads, in turns so that both see the same machine.
/// </summary>
internal static class SegmenterBenchmark
{
    private const int Batch = 16;
    private const int RunsInTurn = 8;
    private const int Turns = 8;

    // ONNX Runtime's threads look out for more work for a while after they answered, and would take turns with ours.
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
        using var options = new SessionOptions { IntraOpNumThreads = TorchRuntime.Threads, InterOpNumThreads = 1 };
        using var session = new InferenceSession(model, options);
        using var input = OrtValue.CreateTensorValueFromMemory(images.ToArray<float>(), images.Shape.ToArray());
        double single = double.MaxValue, half = double.MaxValue, theirs = double.MaxValue;
        for (int turn = 0; turn < Turns; turn++)
        {
            Thread.Sleep(Rest);
            single = Math.Min(single, Time(predictor, images, ScalarType.Float32));
            half = Math.Min(half, Time(predictor, images, ScalarType.BFloat16));
            Thread.Sleep(Rest);
            theirs = Math.Min(theirs, Time(session, input));
        }

        Print($"{predictor.Side}×{predictor.Side}, batches of {Batch}, {TorchRuntime.Threads} threads: ONNX Runtime in float32 {Batch / theirs:0} images/s");
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

    private static double Time(InferenceSession session, OrtValue images)
    {
        using var run = new RunOptions();
        var clock = Stopwatch.StartNew();
        for (int i = 0; i < RunsInTurn; i++)
            session.Run(run, session.InputNames, [images], session.OutputNames).Dispose();
        return clock.Elapsed.TotalSeconds / RunsInTurn;
    }
}
