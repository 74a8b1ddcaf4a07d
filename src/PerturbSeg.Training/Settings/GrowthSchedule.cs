using PerturbSeg.Training.Networks;

namespace PerturbSeg.Training.Settings;

/// <summary>
/// When a growing network gets its sides, in photos shown. The first side is trained from the start for as long as fading in and
/// staying would take; each next one fades in, then stays; the last one stays to the end (Karras et al., ICLR 2018, section 2).
/// </summary>
public sealed record GrowthSchedule
{
    private const long MostImages = 1_000_000_000_000;

    /// <summary>The side that training begins with, in pixels.</summary>
    public int FirstSide { get; init; } = 8;

    /// <summary>Photos during which a new side fades in; published: 600,000.</summary>
    public long FadeImages { get; init; } = 600_000;

    /// <summary>Photos for which a side then stays; published: 600,000.</summary>
    public long StableImages { get; init; } = 600_000;

    /// <summary>Photos in a step for sides that do not take <see cref="TrainingOptions.BatchSize"/>.</summary>
    public IReadOnlyDictionary<int, int> BatchSizes { get; init; } = new Dictionary<int, int>();

    /// <summary>Adam's learning rate for sides that do not take <see cref="TrainingOptions.LearningRate"/>.</summary>
    public IReadOnlyDictionary<int, double> LearningRates { get; init; } = new Dictionary<int, double>();

    /// <summary>How far networks have grown.</summary>
    /// <param name="imagesSeen">Photos shown before the step.</param>
    /// <param name="resolution">The last side, in pixels.</param>
    public Growth At(long imagesSeen, int resolution)
    {
        long stage = imagesSeen / (FadeImages + StableImages);
        int last = int.Log2(resolution / FirstSide);
        if (stage > last)
            return new Growth(resolution);
        long within = imagesSeen % (FadeImages + StableImages);
        double alpha = stage == 0 ? 1 : Math.Min(1, (within + 1.0) / Math.Max(FadeImages, 1));
        return new Growth(FirstSide << (int)stage, alpha);
    }

    /// <summary>Checks the values.</summary>
    /// <param name="resolution">The last side, in pixels.</param>
    /// <exception cref="UserErrorException">A value is out of its range.</exception>
    public void Validate(int resolution)
    {
        if (FirstSide < ImageResolution.Min || FirstSide > resolution || !int.IsPow2(FirstSide))
            throw new UserErrorException($"growing.first_side {FirstSide} is out of range: give a power of two from {ImageResolution.Min} to the resolution {resolution}.");
        if (FadeImages is < 0 or > MostImages || StableImages is < 0 or > MostImages || FadeImages + StableImages == 0)
            throw new UserErrorException($"growing.fade_images {FadeImages} and growing.stable_images {StableImages} are out of range: give 0 to {MostImages} each, and not 0 twice.");
        foreach (int side in BatchSizes.Keys.Concat(LearningRates.Keys))
        {
            if (side is < ImageResolution.Min or > ImageResolution.Max || !int.IsPow2(side))
                throw new UserErrorException($"growing has a batch size or learning rate for side {side}, which never occurs: give powers of two from {ImageResolution.Min} to {ImageResolution.Max}.");
        }

        foreach ((int side, int size) in BatchSizes)
        {
            if (size is < 1 or > 4096)
                throw new UserErrorException($"growing.batch_sizes {size} at side {side} is out of range: give 1 to 4096.");
        }

        foreach ((int side, double rate) in LearningRates)
        {
            if (rate <= 0 || !double.IsFinite(rate))
                throw new UserErrorException($"growing.learning_rates {rate} at side {side} is out of range: give a positive number, such as 0.001.");
        }
    }
}
