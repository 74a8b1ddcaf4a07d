using System.Globalization;
using PerturbSeg.Torch;
using PerturbSeg.Training.Losses;
using PerturbSeg.Training.Networks;
using PerturbSeg.Training.Schedules;

namespace PerturbSeg.Training.Settings;

/// <summary>What values the settings of a training may have, each and together.</summary>
internal static class TrainingRanges
{
    /// <summary>Checks settings.</summary>
    /// <param name="options">The settings.</param>
    /// <exception cref="UserErrorException">A value is out of its range, or two do not go together.</exception>
    public static void Check(TrainingOptions options)
    {
        options.Network.Validate();
        Check(options.MinMask is > 0 and < 1, "min_mask", options.MinMask, "a share of the image between 0 and 1, such as 0.13");
        if (options.MinMasks is { Count: 0 })
            throw new UserErrorException("min_masks [] names no share: give one for each kind of objects, or null.");
        foreach (double minMask in options.MinMasks ?? [])
            Check(minMask is > 0 and < 1 && minMask >= options.MinMask, "min_masks", minMask, $"shares of the image between min_mask {options.MinMask}, the smallest of them, and 1");
        double largestMinMask = options.MinMasks?.Max() ?? options.MinMask;
        Check(options.LargestMask is null || (options.LargestMask > largestMinMask && options.LargestMask <= 1), "largest_mask", options.LargestShare, $"above the smallest share {largestMinMask} and at most 1");
        CheckWeight(options.SizeWeight, "size_weight");
        CheckWeight(options.BinaryWeight, "binary_weight");
        CheckWeight(options.FrameWeight, "frame_weight");
        CheckWeight(options.SideWeight, "side_weight");
        CheckWeight(options.HoleWeight, "hole_weight");
        CheckWeight(options.IndependenceWeight, "independence_weight");
        CheckWeight(options.PieceWeight, "piece_weight");
        CheckWeight(options.OverlapWeight, "overlap_weight");
        Check(IsShare(options.LargestOverlap), "largest_overlap", options.LargestOverlap, "from 0 to 1, such as 0.65");
        CheckWeight(options.ReconstructionWeight, "reconstruction_weight");
        if (!options.ReconstructionWeight.IsOff && (!options.IndependentLatents || options.StyleMixing > 0 || options.Growing is not null || options.BatchSize < 4))
            throw new UserErrorException("Photos are painted again from a latent for each layer, at the full side and half a batch at a time: set reconstruction_weight=0, or independent_latents=true, style_mixing=0, growing=null and a batch_size of 4 or more.");
        if (options.Network.JudgesMasks && !options.ReconstructionWeight.IsOff)
            throw new UserErrorException("Photos that are painted again have no masks to judge: set reconstruction_weight=0, or network.judges_masks=false.");
        int smallestBatch = options.Growing?.BatchSizes.Values.Append(options.BatchSize).Min() ?? options.BatchSize;
        if (!options.OverlapWeight.IsOff && smallestBatch < 4)
            throw new UserErrorException($"Silhouettes are compared within a batch: set overlap_weight=0 or a larger batch_size than {smallestBatch}.");
        Check(options.Shift, value => value is >= 0 and < 1, "shift", "a share of the side from 0 to below 1, such as 0.125");
        Check(options.Contrast, value => value is >= 0 and < 1, "contrast", "from 0 to below 1, such as 0.3");
        Check(options.Tint, IsShare, "tint", "from 0 to 1");
        Check(options.ForegroundScale, IsShare, "foreground_scale", "from 0 to 1, such as 0.2");
        Check(options.BackgroundSwap, IsShare, "background_swap", "from 0 to 1, such as 0.5");
        Check(options.TurnRange, IsShare, "turn_range", "a share of the full circle from 0 to 1, such as 1");
        Check(options.StyleMixing is >= 0 and <= 1, "style_mixing", options.StyleMixing, "from 0 to 1");
        options.Growing?.Validate(options.Network.Resolution);
        if (options.Growing is not null && options.Network.Architecture != Architecture.StyleGan1)
            throw new UserErrorException($"{options.Network.Architecture} does not grow: set growing=null, or network.architecture=StyleGan1.");
        if (options.Network.Variant != GeneratorVariant.TwoGenerators && options.IndependentLatents)
            throw new UserErrorException($"Layers cannot have latents of their own with network.variant={options.Network.Variant}: set independent_latents=false.");
        Check(options.SharedLatents is null || (options.SharedLatents >= 0 && options.SharedLatents <= options.Network.LatentSize), "shared_latents", options.SharedCoordinates, $"from 0 to {options.Network.LatentSize}, the size of latents");
        CheckWeight(options.GradientPenaltyWeight, "gradient_penalty_weight");
        CheckWeight(options.PathLengthWeight, "path_length_weight");
        Check(options.PathLengthInterval >= 1, "path_length_interval", options.PathLengthInterval, "1 or more, such as 4");
        Check(options.Augment is >= 0 and <= 1, "augment", options.Augment, "from 0 to 1");
        Check(options.AugmentTarget is null or (> 0 and < 1), "augment_target", options.AugmentTarget ?? 0, "between 0 and 1, such as 0.6");
        Check(options.AugmentKimg > 0 && double.IsFinite(options.AugmentKimg), "augment_kimg", options.AugmentKimg, "a positive number of thousands of photos, such as 100");
        if (options.AugmentTarget is not null && options.Game == AdversarialGame.Wasserstein)
            throw new UserErrorException("The sign of a critic's judgement says nothing with game=Wasserstein: set augment_target=null.");
        Check(options.AverageDecay is null or (>= 0 and < 1), "average_decay", options.AverageDecay ?? 0, "from 0 to below 1, such as 0.999");
        Check(options.BatchSize is >= 1 and <= 4096, "batch_size", options.BatchSize, "from 1 to 4096, such as 32");
        Check(options.LearningRate, rate => rate > 0 && double.IsFinite(rate), "learning_rate", "a positive number, such as 0.002");
        Check(options.Beta2, value => value is >= 0 and < 1, "beta2", "from 0 to below 1, such as 0.99");
        CheckWeight(options.R1Gamma, "r1_gamma");
        Check(options.R1Interval >= 1, "r1_interval", options.R1Interval, "1 or more, such as 16");
        Check(options.AverageHalfLife > 0 && double.IsFinite(options.AverageHalfLife), "average_half_life", options.AverageHalfLife, "a positive number of images, such as 10000");
        Check(options.AverageRamp >= 0 && double.IsFinite(options.AverageRamp), "average_ramp", options.AverageRamp, "0 or more, such as 0.05");
        Check(options.Precision is ScalarType.BFloat16 or ScalarType.Float32, "precision", (int)options.Precision, "BFloat16 or Float32");
    }

    private static bool IsShare(double value) => value is >= 0 and <= 1;

    private static void CheckWeight(Schedule weight, string name)
        => Check(weight, value => value >= 0 && double.IsFinite(value), name, "0 or more, such as 1");

    private static void Check(Schedule schedule, Func<double, bool> right, string name, string wanted)
    {
        if (!schedule.Holds(right))
            throw new UserErrorException($"{name} {schedule} is out of range: give {wanted}.");
    }

    private static void Check(bool right, string name, double value, string wanted)
    {
        if (!right)
            throw new UserErrorException(string.Create(CultureInfo.InvariantCulture, $"{name} {value} is out of range: give {wanted}."));
    }
}
