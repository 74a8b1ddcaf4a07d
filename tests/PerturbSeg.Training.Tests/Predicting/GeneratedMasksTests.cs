using PerturbSeg.Imaging;
using PerturbSeg.Metrics;
using PerturbSeg.Segmentation;
using PerturbSeg.Tests.Shared;
using PerturbSeg.Torch;
using PerturbSeg.Torch.Operators;
using PerturbSeg.Torch.Tests;
using PerturbSeg.Training.Fitting;
using PerturbSeg.Training.Networks;
using PerturbSeg.Training.PackedSets;
using PerturbSeg.Training.Predicting;
using PerturbSeg.Training.Runs;
using PerturbSeg.Training.Scenes;
using PerturbSeg.Training.Settings;
using PerturbSeg.Training.Tests.Fitting;

namespace PerturbSeg.Training.Tests.Predicting;

[Collection(Alone.Name)]
public sealed class GeneratedMasksTests : IDisposable
{
    private readonly TinyRun _tiny = new();

    public void Dispose() => _tiny.Dispose();

    [Fact]
    public void TheSeedDecidesAndNothingIsLeftBehind()
    {
        long before = Alone.LiveTensors();
        GeneratedMaskQuality first = Measure(18, seed: 3);
        string again = Measure(18, seed: 3).ToJson(), other = Measure(18, seed: 4).ToJson();
        first.Scenes.ShouldBe(18);
        first.ToJson().ShouldBe(again);
        first.ToJson().ShouldNotBe(other);
        first.Coverage.Mean.ShouldBeInRange(0.01, 0.99);
        first.Agreement.ShouldBeNull();
        TorchRuntime.LiveTensors.ShouldBe(before);
    }

    [Fact]
    public void ScenesAreThoseThatAreWrittenAsFiles()
    {
        (LayeredGenerator generator, TrainingOptions training) = _tiny.Run.LoadGenerator(Device.Cpu);
        using TemporaryFolder folder = new();
        using (generator)
            SceneFiles.Write(generator, training, 18, seed: 3, folder.At("scenes"), cancellation: TestContext.Current.CancellationToken);
        double written = Directory.GetFiles(folder.At("scenes"), "*-mask.png").Average(file => Photo.Load(file).Pixels.ToArray().Average(pixel => pixel / 255.0));
        Measure(18, seed: 3).Coverage.Mean.ShouldBe(written, 0.5 / 255);
    }

    [Fact]
    public void AFittedSegmenterIsComparedWithTheGenerator()
    {
        GeneratedMaskQuality alone = Measure(18);
        RunFit.Segmenter(_tiny.Run, null, new SegmenterFitOptions { Steps = 1, Channels = 8 }, Device.Cpu, null, CancellationToken.None);
        GeneratedMaskQuality compared = Measure(18);
        compared.PhotoSilhouetteOverlap.ShouldBeNull(); // it was fitted without photos
        compared.Agreement!.Mean.ShouldBeInRange(0, 1);
        compared.Coverage.Mean.ShouldBe(alone.Coverage.Mean, 1e-12); // masks are measured as they are painted
    }

    [Fact]
    public void ASegmenterOfFinerMasksSeesEachSceneEnlarged()
    {
        using PackedSetMixture larger = _tiny.PackLarger(16);
        var options = new SegmenterFitOptions { Steps = 2, Channels = 4, BatchSize = 4, CutOuts = null, Finer = new FinerFitOptions { Steps = 1, BatchSize = 2 } };
        FitFacts facts = RunFit.Segmenter(_tiny.Run, larger, options, Device.Cpu, null, TestContext.Current.CancellationToken);
        facts.Side.ShouldBe(16);
        const int scenes = 16;
        GeneratedMaskQuality quality = Measure(scenes);
        quality.PhotoSilhouetteOverlap!.Value.ShouldBe(facts.Consistency!.SilhouetteOverlap, 1e-6);
        double measured = quality.Agreement!.Mean;

        using var scope = new TensorScope();
        using Autograd.Mode recording = Autograd.NoGradient();
        (LayeredGenerator generator, TrainingOptions training) = _tiny.Run.LoadGenerator(Device.Cpu);
        using (generator)
        using (OnnxSegmenter segmenter = RunModel.OpenSegmenter(_tiny.Run))
        using (RandomGenerator random = Latents.Stream(1, Device.Cpu), perturbing = Latents.Stream(2, Device.Cpu))
        {
            Layers layers = training.Perturbations().Aggregate(
                Latents.Paint(generator, training, scenes, random), (changed, perturbation) => perturbation.Apply(changed, perturbing));
            var alone = new GeneratedMaskMeasurement(8);
            for (int i = 0; i < scenes; i++)
            {
                Tensor scene = layers.Composite().Clamp(-1, 1).Slice(0, i, i + 1), mask = layers.Mask.Slice(0, i, i + 1);
                float[] logits = segmenter.Predict(Resampling.DoubleBilinear(scene).ToArray<float>());
                Tensor found = Resampling.HalveByMean(Activation.Sigmoid(Tensor.From<float>(logits, [1, 1, 16, 16], Device.Cpu)));
                alone.Add(mask.ToArray<float>());
                alone.AddAgreement(mask.ToArray<float>(), found.ToArray<float>());
            }

            alone.Result().Agreement!.Mean.ShouldBe(measured, 1e-6);
        }
    }

    [Fact]
    public void TooFewOrTooManyScenesAreRefused()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => Measure(1));
        Should.Throw<ArgumentOutOfRangeException>(() => Measure(2001));
    }

    private GeneratedMaskQuality Measure(int scenes, ulong seed = 1)
        => GeneratedMasks.Measure(_tiny.Run, scenes, seed, cancellation: TestContext.Current.CancellationToken);
}
