using System.Diagnostics;
using System.Globalization;
using PerturbSeg.Torch;
using PerturbSeg.Training.Losses;
using PerturbSeg.Training.PackedSets;
using PerturbSeg.Training.Runs;
using PerturbSeg.Training.Scenes;
using PerturbSeg.Training.Settings;

namespace PerturbSeg.Benchmarks;

/// <summary>
/// One training step of the published architecture (StyleGan1 at full width, Wasserstein with its gradient penalty, style mixing) in
/// float32 and in bfloat16, in turns so that both see the same machine; then where the time of a step goes.
/// </summary>
internal static class PublishedStepBenchmark
{
    private const int Rounds = 3;

    public static void Run(int side, int batch)
    {
        using var wide = new Training(Options(side, batch, ScalarType.Float32));
        using var narrow = new Training(Options(side, batch, ScalarType.BFloat16));
        double wideSeconds = double.MaxValue, narrowSeconds = double.MaxValue;
        for (int round = 0; round <= Rounds; round++)
        {
            double first = wide.StepSeconds(), second = narrow.StepSeconds();
            if (round == 0)
                continue; // the first steps compile kernels
            wideSeconds = Math.Min(wideSeconds, first);
            narrowSeconds = Math.Min(narrowSeconds, second);
        }

        Print($"{side}×{side}, batch {batch}, {TorchRuntime.Threads} threads");
        Print($"float32   {batch / wideSeconds:0.00} images/s, {wideSeconds:0.00} s a step");
        Print($"bfloat16  {batch / narrowSeconds:0.00} images/s, {narrowSeconds:0.00} s a step");
        Print($"ratio {wideSeconds / narrowSeconds:0.00}");
        foreach ((string part, Action<Training> run) in Training.Parts)
            Print($"  {part,-34} float32 {wide.Seconds(run):0.000} s, bfloat16 {narrow.Seconds(run):0.000} s");
    }

    private static TrainingOptions Options(int side, int batch, ScalarType precision)
    {
        TrainingOptions published = PublishedPresets.LsunCar;
        return published with
        {
            Network = published.Network with { Resolution = side },
            Growing = null, // at once at this side
            BatchSize = batch,
            Precision = precision,
        };
    }

    private static void Print(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));

    private sealed class Training : IDisposable
    {
        private readonly TrainingState _state;
        private readonly TrainingStep _step;
        private readonly byte[] _photos;

        public Training(TrainingOptions options)
        {
            _state = new TrainingState(options, Device.Cpu);
            _step = new TrainingStep(_state);
            _photos = RandomPhotos.Batch(options);
        }

        public static IReadOnlyList<(string Name, Action<Training> Run)> Parts { get; } =
        [
            ("generator forward", training => training.Paint()),
            ("generator forward and backward", training => Differentiate(training.Paint().Sum(), training._state.Generator)),
            ("discriminator forward", training => training.Judge(training.Images())),
            ("discriminator forward and backward", training => Differentiate(training.Judge(training.Images()).Sum(), training._state.Discriminator)),
            ("gradient penalty and backward", training => Differentiate(training.Penalty(), training._state.Discriminator)),
        ];

        public double StepSeconds() => Seconds(training => training._step.Run(training._photos));

        public double Seconds(Action<Training> run)
        {
            using var scope = new TensorScope();
            var clock = Stopwatch.StartNew();
            run(this);
            return clock.Elapsed.TotalSeconds;
        }

        public void Dispose() => _state.Dispose();

        private MixedPrecision Narrow() => new(_state.Options.Precision);

        private Tensor Images() => PhotoTensors.ToTensor(_photos, _state.Options.BatchSize, _state.Options.Network.Resolution, Device.Cpu);

        private Tensor Paint()
        {
            using MixedPrecision narrow = Narrow();
            Layers layers = Latents.Paint(_state.Generator, _state.Options, _state.Options.BatchSize, _state.Random);
            return layers.Composite();
        }

        private Tensor Judge(Tensor images)
        {
            using MixedPrecision narrow = Narrow();
            return _state.Discriminator.Forward(images);
        }

        private Tensor Penalty()
        {
            using MixedPrecision narrow = Narrow();
            Tensor images = Images();
            return GradientPenalty.Of(_state.Discriminator, images, images.Flip(0), Tensor.Uniform(_state.Random, images.Shape[0], 1, 1, 1));
        }

        private static void Differentiate(Tensor figure, Torch.Layers.Module network)
            => Autograd.GradientsWhereUsed(figure, [.. network.Parameters.Select(parameter => parameter.Value)]);
    }
}
