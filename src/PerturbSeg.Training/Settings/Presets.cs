using PerturbSeg.Training.Networks;
using PerturbSeg.Training.Schedules;

namespace PerturbSeg.Training.Settings;

/// <summary>Settings with a name and a story.</summary>
public static class Presets
{
    /// <summary>The names.</summary>
    public static IReadOnlyList<string> Names { get; } =
        ["small", "scenes", "base", "large", "paper-small", "lsun-car", "lsun-horse", "lsun-chair", "lsun-bird", "two-categories"];

    /// <summary>
    /// 32×32, for two cores: shapes and splits in minutes. Perturbs as the paper does (shift, contrast jitter) and turns the background,
    /// which is what makes the object, and not a patch of water, the foreground. Backgrounds have latents and tints of their own, so that
    /// a foreground has to be whole, and masks keep away from the sides and below twice η, so that it is not the street as well. Once the split has settled,
    /// masks stay in one piece (branches came along with birds), and colours are jittered by a third: cars gain by less of it, people lose without it.
    /// All latents come to share one silhouette: <see cref="Scenes"/> follows, once a segmenter is fitted.
    /// </summary>
    public static TrainingOptions Small => new()
    {
        Network = new NetworkOptions { CentralStart = 2 },
        IndependentLatents = true,
        Contrast = Schedule.Settled(0.3, 0.1, overKimg: 4),
        Tint = Schedule.Settled(0.2, 0.07, overKimg: 4),
        LearningRate = new Schedule { From = 2e-3, To = 3e-4, StartKimg = 40, OverKimg = 40 },
        ForegroundMirror = true,
        SideWeight = 1,
        PieceWeight = Schedule.Settled(0, 3, overKimg: 4),
    };

    /// <summary>
    /// 32×32, for photos whose masks are known (<c>pack --masks-by</c>): the discriminator judges images with their masks, so that objects have the shapes
    /// that they have in photos. Nothing else has to keep the split, so that shifts, the sizes of masks and the jitters of colours are let go (scenes whose
    /// colours are jittered before they are judged come out paler than photos where they are not), and styles have the variance of latents from the beginning.
    /// </summary>
    public static TrainingOptions Scenes => Small with
    {
        Preset = "scenes",
        Network = Small.Network with { JudgesMasks = true, MappingGain = 1.414, CentralStart = 1 },
        Shift = 0.03,
        Contrast = 0,
        Tint = 0,
        LearningRate = new Schedule { From = 2e-3, To = 3e-4, OverKimg = 80 },
        SideWeight = 0,
        PieceWeight = 0,
        MinMask = 0.1,
        LargestMask = 0.9,
    };

    /// <summary>
    /// 64×64, for two cores and an hour, or a small GPU: the networks of <see cref="Small"/> with one more side. Wider ones (width 1) take about
    /// twice the time on a processor and had streaks in their masks.
    /// </summary>
    public static TrainingOptions Base => Small with
    {
        Preset = "base",
        Network = Small.Network with { Resolution = 64 },
    };

    /// <summary>128×128, for a GPU.</summary>
    public static TrainingOptions Large => Small with
    {
        Preset = "large",
        Network = Small.Network with { Resolution = 128, Width = 2, LatentSize = 512, MappingDepth = 4 },
    };

    /// <summary>A preset by name.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <exception cref="UserErrorException">There is none of this name.</exception>
    public static TrainingOptions Named(string name) => name switch
    {
        "small" => Small,
        "scenes" => Scenes,
        "base" => Base,
        "large" => Large,
        "paper-small" => PublishedPresets.PaperSmall,
        "lsun-car" => PublishedPresets.LsunCar,
        "lsun-horse" => PublishedPresets.LsunHorse,
        "lsun-chair" => PublishedPresets.LsunChair,
        "lsun-bird" => PublishedPresets.LsunBird,
        "two-categories" => PublishedPresets.TwoCategories,
        _ => throw new UserErrorException($"There is no preset '{name}': choose {string.Join(", ", Names)}."),
    };
}
