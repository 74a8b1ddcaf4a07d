using PerturbSeg.Training.Losses;
using PerturbSeg.Training.Networks;

namespace PerturbSeg.Training.Settings;

/// <summary>The settings of the paper's experiments, as its authors published them, and a small one of the same recipe.</summary>
/// <remarks>
/// Source of all: Bielski and Favaro, "Emergence of Object Segmentation in Perturbed Generative Models", NeurIPS 2019, section 5, and its
/// published trainer. StyleGAN-1 at 8 to 128 pixels, 600,000 images of fading in and 600,000 of staying a side (the first side has both at
/// once), batches of 256, 128, 64, 32, 32, Adam(0, 0.99), learning rate 0.001 (0.0015 at 128 pixels; mapping networks × 0.01), WGAN-GP,
/// style mixing 0.9, average 0.999. Cost of each: 6,000,000 images in 107,813 iterations; a GPU is needed.
/// Data: <c>perturbseg pack LSUN/car --limit 100000 --resolution 128 --out car.safetensors</c>.
/// </remarks>
public static class PublishedPresets
{
    /// <summary>
    /// LSUN Car, η 0.25; 6,000,000 images.
    /// <c>perturbseg train --data car.safetensors --out runs/car --preset lsun-car --device cuda --kimg 6000</c>
    /// </summary>
    public static TrainingOptions LsunCar => Published("lsun-car", minMask: 0.25);

    /// <summary>
    /// LSUN Horse, η 0.20; 6,000,000 images.
    /// <c>perturbseg train --data horse.safetensors --out runs/horse --preset lsun-horse --device cuda --kimg 6000</c>
    /// </summary>
    public static TrainingOptions LsunHorse => Published("lsun-horse", minMask: 0.20);

    /// <summary>
    /// LSUN Chair, η 0.15; 6,000,000 images.
    /// <c>perturbseg train --data chair.safetensors --out runs/chair --preset lsun-chair --device cuda --kimg 6000</c>
    /// </summary>
    public static TrainingOptions LsunChair => Published("lsun-chair", minMask: 0.15);

    /// <summary>
    /// LSUN Bird, η 0.15; 6,000,000 images.
    /// <c>perturbseg train --data bird.safetensors --out runs/bird --preset lsun-bird --device cuda --kimg 6000</c>
    /// </summary>
    public static TrainingOptions LsunBird => Published("lsun-bird", minMask: 0.15);

    /// <summary>
    /// Two categories in one model, the same share of each in every batch; η 0.20, the smaller one of car and horse; 6,000,000 images.
    /// <c>perturbseg train --data car.safetensors --data horse.safetensors --out runs/two --preset two-categories --device cuda --kimg 6000</c>
    /// </summary>
    public static TrainingOptions TwoCategories => Published("two-categories", minMask: 0.20);

    /// <summary>
    /// The published recipe made narrow and short, to see every part of it run on a processor: 8, 16 and 32 pixels, an eighth of the
    /// channels, batches of 16, 6,000 images of fading in and 6,000 of staying a side, twice the learning rate and a shorter average;
    /// 36,000 images in 2,250 iterations, minutes. It learns rough images; do not expect objects of it.
    /// <c>perturbseg train --data set.safetensors --out runs/paper-small --preset paper-small --kimg 36</c>
    /// </summary>
    public static TrainingOptions PaperSmall
    {
        get
        {
            TrainingOptions published = Published("paper-small", minMask: 0.20);
            return published with
            {
                Network = published.Network with { Resolution = 32, Width = 0.125, LatentSize = 64 },
                BatchSize = 16,
                LearningRate = 2e-3,
                AverageDecay = 0.99,
                Growing = new GrowthSchedule { FadeImages = 6_000, StableImages = 6_000 },
            };
        }
    }

    private static TrainingOptions Published(string name, double minMask) => new()
    {
        Preset = name,
        Network = new NetworkOptions
        {
            Architecture = Architecture.StyleGan1,
            Resolution = 128,
            Width = 1,
            LatentSize = 512,
            MappingDepth = 8,
            MappingGain = Math.Sqrt(2),
            Panorama = false,
            StyledStart = false,
            CentralStart = 0,
        },
        MinMask = minMask,
        LargestMask = 1,
        SizeWeight = 2,
        LogarithmicSize = false,
        BinaryWeight = 2,
        StyleMixing = 0.9,
        Game = AdversarialGame.Wasserstein,
        AverageDecay = 0.999,
        LearningRate = 1e-3,
        BatchSize = 32,
        Growing = new GrowthSchedule
        {
            BatchSizes = new Dictionary<int, int> { [8] = 256, [16] = 128, [32] = 64, [64] = 32, [128] = 32 },
            LearningRates = new Dictionary<int, double> { [128] = 1.5e-3 },
        },
    };
}
