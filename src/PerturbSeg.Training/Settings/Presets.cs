using PerturbSeg.Training.Networks;
using PerturbSeg.Training.Schedules;

namespace PerturbSeg.Training.Settings;

/// <summary>Settings with a name and a story.</summary>
public static class Presets
{
    // Thousands of photos in which shapes are let go once the split has settled.
    private const double ReleaseKimg = 4;

    /// <summary>The names.</summary>
    public static IReadOnlyList<string> Names { get; } =
        ["small", "shapes", "base", "large", "paper-small", "lsun-car", "lsun-horse", "lsun-chair", "lsun-bird", "two-categories"];

    /// <summary>
    /// 32×32, for two cores: shapes and splits in minutes. Perturbs as the paper does (shift, contrast jitter) and turns the background,
    /// which is what makes the object, and not a patch of water, the foreground. Backgrounds have latents and tints of their own, so that
    /// a foreground has to be whole, and masks keep away from the sides and below twice η, so that it is not the street as well.
    /// All latents come to share one silhouette: see <see cref="Shapes"/>.
    /// </summary>
    public static TrainingOptions Small => new()
    {
        Network = new NetworkOptions { CentralStart = 2 },
        IndependentLatents = true,
        Tint = 0.2,
        ForegroundMirror = true,
        SideWeight = 1,
    };

    /// <summary>
    /// <see cref="Small"/>, and shapes are let go once the split has settled: smaller shifts and less R1, photos painted again, and a price on
    /// silhouettes that are alike and on crumbs. On trial: it varies silhouettes, and paints some that are no objects.
    /// </summary>
    public static TrainingOptions Shapes => Small with
    {
        Preset = "shapes",
        Shift = Schedule.Settled(0.125, 0.06, ReleaseKimg),
        R1Gamma = Schedule.Settled(1, 0.2, ReleaseKimg),
        OverlapWeight = Schedule.Settled(0, 0.5, ReleaseKimg),
        PieceWeight = Schedule.Settled(0, 3, ReleaseKimg),
        ReconstructionWeight = Schedule.Settled(0, 6, ReleaseKimg),
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
        "shapes" => Shapes,
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
