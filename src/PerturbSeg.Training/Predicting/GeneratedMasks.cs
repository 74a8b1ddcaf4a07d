using PerturbSeg.Metrics;
using PerturbSeg.Segmentation;
using PerturbSeg.Torch;
using PerturbSeg.Torch.Operators;
using PerturbSeg.Training.Networks;
using PerturbSeg.Training.Runs;
using PerturbSeg.Training.Scenes;
using PerturbSeg.Training.Settings;

namespace PerturbSeg.Training.Predicting;

/// <summary>Judges the masks that a run's generator paints, without any label.</summary>
public static class GeneratedMasks
{
    /// <summary>The fewest scenes: masks are compared with each other.</summary>
    public const int FewestScenes = 2;

    /// <summary>The most scenes: all pairs of masks are compared.</summary>
    public const int MostScenes = 2000;

    private const int BatchSize = 16;

    /// <summary>Paints scenes with the averaged generator of the newest checkpoint and measures their masks; a fitted segmenter looks at the composites.</summary>
    /// <param name="run">The run folder.</param>
    /// <param name="scenes">How many scenes, <see cref="FewestScenes"/> to <see cref="MostScenes"/>.</param>
    /// <param name="seed">Seed of the latents, the noise and the perturbations; <see cref="SceneFiles"/> writes the same scenes.</param>
    /// <param name="device">Where to compute.</param>
    /// <param name="progress">Told after each batch.</param>
    /// <param name="cancellation">Ends the work between batches.</param>
    /// <returns>The quality. Masks are measured as they are painted; the segmenter is shown the scenes perturbed as in training.</returns>
    /// <exception cref="UserErrorException">The run has no readable checkpoint, or its fitted segmenter is damaged or of another version.</exception>
    public static GeneratedMaskQuality Measure(
        RunFolder run,
        int scenes = 512,
        ulong seed = 1,
        Device device = default,
        IProgress<WorkProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentOutOfRangeException.ThrowIfLessThan(scenes, FewestScenes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(scenes, MostScenes);
        (LayeredGenerator generator, TrainingOptions training) = run.LoadGenerator(device);
        using (generator)
        using (OnnxSegmenter? segmenter = File.Exists(run.SegmenterPath) ? RunModel.OpenSegmenter(run) : null)
        using (RandomGenerator random = Latents.Stream(seed, device))
        using (RandomGenerator perturbing = Latents.Stream(seed + 1, device)) // its own: a segmenter does not change which scenes are painted
        using (Autograd.NoGradient())
        {
            IReadOnlyList<IPerturbation> perturbations = training.Perturbations();
            var measurement = new GeneratedMaskMeasurement(generator.Growth.Side);
            for (int done = 0; done < scenes;)
            {
                cancellation.ThrowIfCancellationRequested();
                using var scope = new TensorScope();
                int count = Math.Min(BatchSize, scenes - done);
                Layers layers = Paint(generator, training, random).Slice(0, count); // whole batches: a scene does not depend on the number of scenes
                measurement.Add(layers.Mask.ToArray<float>());
                if (segmenter is not null)
                {
                    foreach (IPerturbation perturbation in perturbations)
                        layers = perturbation.Apply(layers, perturbing);
                    measurement.AddAgreement(layers.Mask.ToArray<float>(), Find(segmenter, layers.Composite().Clamp(-1, 1)).ToArray<float>());
                }

                done += count;
                progress?.Report(new WorkProgress(done, scenes));
            }

            return measurement.Result() with { PhotoSilhouetteOverlap = segmenter?.Facts.SilhouetteOverlap };
        }
    }

    /// <summary>The segmenter's masks [N, 1, S, S] of images [N, 3, S, S], which it may have been taught to see at another side.</summary>
    private static Tensor Find(OnnxSegmenter segmenter, Tensor images)
    {
        (long count, long own, int side) = (images.Shape[0], images.Shape[2], segmenter.Side);
        float[] logits = segmenter.Predict((side == own ? images : Resampling.ResizeBilinear(images, side, side)).ToArray<float>());
        Tensor masks = Activation.Sigmoid(Tensor.From<float>(logits, [count, 1, side, side], images.Device));
        return side == own ? masks : Resampling.ResizeBilinear(masks, own, own);
    }

    private static Layers Paint(LayeredGenerator generator, TrainingOptions training, RandomGenerator random)
    {
        using var precision = new MixedPrecision(training.Precision);
        return Latents.Paint(generator, training, BatchSize, random);
    }
}
