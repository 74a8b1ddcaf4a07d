using PerturbSeg.Torch;
using PerturbSeg.Training.Fitting.Augmentations;
using PerturbSeg.Training.Losses;
using PerturbSeg.Training.Networks;
using PerturbSeg.Training.PackedSets;
using PerturbSeg.Training.Runs;
using PerturbSeg.Training.Scenes;
using PerturbSeg.Training.Settings;

namespace PerturbSeg.Training.Fitting;

/// <summary>
/// Fits the encoders of a frozen generator (paper, section 3.4). Each step takes photos, which should be painted again as they are, and
/// generated scenes, of which styles, place and mask are known. Photos alone would let the background tower paint the object too;
/// scenes alone leave the encoder strange to photos.
/// </summary>
public static class EncoderFit
{
    private const int StyleSamples = 4096;
    private static readonly long[] Last = [1];

    // Whole photos, as they are segmented, are 1.125 times as wide as the crops of packed sets.
    private static readonly RandomFraming Framing = new(LargestExtent: 1.25);

    /// <summary>Fits. The same options and photos on the same device give the same weights.</summary>
    /// <param name="generator">Paints; its parameters are frozen here, for good.</param>
    /// <param name="discriminator">Compares photo and reconstruction in its features; frozen likewise.</param>
    /// <param name="training">The settings that both were trained with.</param>
    /// <param name="photos">Batches of <see cref="EncoderFitOptions.BatchSize"/> crops.</param>
    /// <param name="options">How.</param>
    /// <param name="timeGone">Which share of the time that the fit may take has gone: with it, the fit ends; null where steps alone count.</param>
    /// <param name="device">Where the networks live.</param>
    /// <param name="progress">Told after each step, with the loss.</param>
    /// <param name="cancellation">Ends the fit.</param>
    /// <returns>The average of the encoder's weights over the last steps; the caller disposes it.</returns>
    /// <exception cref="UserErrorException">An option is out of its range.</exception>
    /// <exception cref="FitDivergedException">The loss is no longer a number.</exception>
    /// <exception cref="OperationCanceledException">The fit was ended.</exception>
    public static Fitted<SceneEncoder> Run(
        LayeredGenerator generator,
        Discriminator discriminator,
        TrainingOptions training,
        BatchSource photos,
        EncoderFitOptions options,
        Func<double>? timeGone = null,
        Device device = default,
        IProgress<WorkProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(generator);
        ArgumentNullException.ThrowIfNull(discriminator);
        ArgumentNullException.ThrowIfNull(training);
        ArgumentNullException.ThrowIfNull(photos);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        generator.RequireGradients(false);
        discriminator.RequireGradients(false);
        double enlarged = LargestFactor(generator, training, options.LargestFramedShare, device);
        RandomFraming framing = Framing with { SmallestExtent = Math.Max(Framing.SmallestExtent, 1 / enlarged) };
        return new FitLoop(options.Steps, options.PeakLearningRate, options.AverageDecay, options.Seed, timeGone).Run(
            random => Create(generator, discriminator, random),
            step =>
            {
                using Batch batch = photos.Next(cancellation);
                (Tensor crops, Tensor? masks) = Framed(
                    PhotoTensors.ToTensor(batch.Pixels, batch.Count, batch.Resolution, device), PhotoTensors.MasksOf(batch, device), framing, step.Random);
                KnownScenes scenes = KnownScenes.Draw(
                    generator, training, options.BatchSize, options.SceneShift, -options.SceneLogScale, Math.Min(options.SceneLogScale, Math.Log(enlarged)), step.Random);
                return Loss(step.Network, generator, discriminator, crops, masks, scenes, options);
            },
            device,
            progress,
            cancellation);
    }

    private static SceneEncoder Create(LayeredGenerator generator, Discriminator discriminator, RandomGenerator random)
    {
        var encoder = new SceneEncoder(generator, random);
        encoder.BeginFrom(discriminator);
        encoder.SetStyleStatistics(generator, StyleSamples, random);
        return encoder;
    }

    // By how much the object of a scene can be enlarged, from 1.
    private static double LargestFactor(LayeredGenerator generator, TrainingOptions training, double largestShare, Device device)
    {
        using var scope = new TensorScope();
        using var monitor = new DegeneracyMonitor(training, device);
        double share = MaskLosses.Coverage(monitor.PaintFixedScenes(generator).Mask).Mean().Item();
        return Math.Sqrt(Math.Max(1, largestShare / share));
    }

    // Photos framed anew; their masks, where there are any, with them.
    private static (Tensor Crops, Tensor? Masks) Framed(Tensor crops, Tensor? masks, RandomFraming framing, RandomGenerator random)
    {
        Tensor known = masks ?? Tensor.Zeros([crops.Shape[0], 1, crops.Shape[2], crops.Shape[3]], crops.Device);
        LabelledImages framed = framing.Apply(new LabelledImages(crops, known), random);
        return (framed.Images, masks is null ? null : framed.Masks);
    }

    private static Tensor Loss(
        SceneEncoder encoder,
        LayeredGenerator generator,
        Discriminator discriminator,
        Tensor crops,
        Tensor? masks,
        KnownScenes scenes,
        EncoderFitOptions options)
    {
        long photos = crops.Shape[0], all = photos + scenes.Images.Shape[0];
        Tensor images = Tensor.Concatenate([crops, scenes.Images], 0);
        EncodedScene seen;
        Tensor maskLogits, composites, featureError;
        using (new MixedPrecision(options.Precision))
        {
            seen = encoder.Forward(images);
            UndecidedLayers undecided = encoder.Paint(generator, seen);
            Layers painted = undecided.Decide();
            maskLogits = undecided.MaskLogits;
            composites = painted.Composite();
            featureError = FeatureDistance.Mean(
                discriminator,
                JudgedImages.Of(generator.Options, crops, masks),
                JudgedImages.Of(generator.Options, composites.Slice(0, 0, photos), painted.Mask.Slice(0, 0, photos)));
        }

        Tensor difference = composites - images;
        Tensor loss = (difference.Abs().Mean() * options.AbsolutePixelWeight)
            + (difference.Square().Mean() * options.SquaredPixelWeight)
            + (featureError * options.FeatureWeight);

        Tensor offsets = Tensor.Concatenate([seen.BackgroundOffsets, seen.ForegroundOffsets], 2);
        loss = loss + (offsets.Slice(0, 0, photos).Square().Mean() * options.PriorWeight);
        (Tensor trueBackground, Tensor trueForeground) = encoder.OffsetsOf(scenes.BackgroundStyles, scenes.ForegroundStyles);
        Tensor offsetError = offsets.Slice(0, photos, all) - Tensor.Concatenate([trueBackground, trueForeground], 2);
        Tensor shiftError = (seen.Place.Shifts.Slice(0, photos, all) - scenes.Shifts) / ScenePlace.LargestShift;
        Tensor scaleError = (seen.Place.LogScales.Slice(0, photos, all) - scenes.LogScales) / ScenePlace.LargestLogScale;
        Tensor turnCosine = (seen.Place.TurnDirections.Slice(0, photos, all) * scenes.TurnDirections).Sum(Last).Mean();
        // Masks of photos are known where they came along.
        Tensor maskError = masks is null
            ? SegmentationLosses.CrossEntropy(maskLogits.Slice(0, photos, all), scenes.Masks)
            : SegmentationLosses.CrossEntropy(maskLogits, Tensor.Concatenate([masks, scenes.Masks], 0));
        return loss
            + (offsetError.Square().Mean() * options.StyleWeight)
            + (shiftError.Square().Mean() * options.ShiftWeight)
            + (scaleError.Square().Mean() * options.ScaleWeight)
            + ((1 - turnCosine) * (generator.Options.Panorama ? options.TurnWeight : 0))
            + (maskError * options.MaskWeight);
    }
}
