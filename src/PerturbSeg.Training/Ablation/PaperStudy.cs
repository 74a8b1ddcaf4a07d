using System.Globalization;
using PerturbSeg.Training.Schedules;
using PerturbSeg.Training.Settings;

namespace PerturbSeg.Training.Ablation;

/// <summary>
/// The ablation study of the paper (section 5), on our default settings and on the paper's own, and one variant for each term that the
/// default settings add to the paper's.
/// </summary>
/// <remarks>
/// Our settings turn the background, tint it and mirror the foreground, so that a split can hold without shifts. The paper's claim, that
/// it is the shifts and the size loss that make the split, is tried by the variants that begin from <c>plain</c>.
/// </remarks>
public static class PaperStudy
{
    /// <summary>What it is called.</summary>
    public const string Name = "paper";

    // Thousands of photos in which shapes are let go once the split has settled.
    private const double ReleaseKimg = 4;

    /// <summary>The study.</summary>
    public static Study Create() => new() { Name = Name, Variants = [.. Paper, .. Together, .. Plain, .. Terms] };

    // The paper's ablations, one change of the default each.
    private static Variant[] Paper =>
    [
        new() { Name = "default", Reason = "The settings as they are." },
        Of("no-shift", "No shift of the foreground.", "shift=0"),
        Of("half-shift", "Shifts of half the range.", "shift*=0.5"),
        Of("double-shift", "Shifts of twice the range.", "shift*=2"),
        Of("no-size-loss", "Nothing keeps masks from being empty or full.", "size_weight=0"),
        Of("no-binary-loss", "Nothing keeps masks from being half transparent.", "binary_weight=0"),
        Of("half-min-mask", "Half of η; the largest share goes with it.", "min_mask*=0.5"),
        Of("double-min-mask", "Twice η; the largest share goes with it.", "min_mask*=2"),
        Of("no-contrast", "No contrast jitter of the background.", "contrast=0"),
        Of("one-latent", "Both layers are painted from one latent, as published.", "independent_latents=false"),
        From("one-latent", "shared-mapping", "As one-latent, and one mapping network for both layers.", "network.variant=SharedMapping"),
        Of("no-panorama", "The background is not turned.", "network.panorama=false"),
        From("no-panorama", "one-generator", "One network paints both layers; it can have neither a panorama nor two latents.", "network.variant=OneGenerator", "independent_latents=false"),
    ];

    // What perturbs takes the place of what else perturbs: only without all of it nothing is asked for.
    private static Variant[] Together =>
    [
        From("no-panorama", "no-shift-no-panorama", "Neither shifts nor turns.", "shift=0"),
        From("no-shift-no-panorama", "no-perturbation", "Nothing is perturbed, and layers have their latents in common.", "contrast=0", "tint=0", "foreground_mirror=false", "independent_latents=false"),
    ];

    // The paper's perturbations, mask losses and latents on our networks and in our game (logistic, R1, our learning rate), and its ablations of them.
    private static Variant[] Plain =>
    [
        Of(
            "plain",
            "The paper's terms of training in the logistic game: shifts and contrast jitter, hinge of the size, one latent; no panorama, tint, mirror, side loss, piece loss or central start.",
            "network.panorama=false",
            "network.central_start=0",
            "independent_latents=false",
            "contrast=0.3",
            "tint=0",
            "learning_rate=0.002",
            "foreground_mirror=false",
            "side_weight=0",
            "piece_weight=0",
            "largest_mask=1",
            "logarithmic_size=false",
            "size_weight=2"),
        From("plain", "plain-panorama", "The paper's terms, and the background is turned.", "network.panorama=true"),
        From("plain", "plain-no-shift", "The paper's terms without shifts.", "shift=0"),
        From("plain", "plain-no-size-loss", "The paper's terms without the size loss.", "size_weight=0"),
        From("plain", "plain-no-binary-loss", "The paper's terms without the binary loss.", "binary_weight=0"),
        From("plain", "plain-no-contrast", "The paper's terms without contrast jitter.", "contrast=0"),
        From("plain", "plain-half-shift", "The paper's terms with half the shift.", "shift*=0.5"),
        From("plain", "plain-double-shift", "The paper's terms with twice the shift.", "shift*=2"),
        From("plain", "plain-shared-mapping", "The paper's terms with one mapping network.", "network.variant=SharedMapping"),
        From("plain", "plain-one-generator", "The paper's terms with one network for both layers.", "network.variant=OneGenerator"),
        From(
            "plain",
            "plain-stylegan1",
            "The paper's terms on networks like the paper's, narrow and without growing; the game stays logistic.",
            "network.architecture=StyleGan1",
            "network.styled_start=false",
            "network.width=0.125"),
    ];

    private static TrainingOptions Released => Presets.Small with
    {
        Shift = Schedule.Settled(0.125, 0.06, ReleaseKimg),
        R1Gamma = Schedule.Settled(1, 0.2, ReleaseKimg),
        OverlapWeight = Schedule.Settled(0, 0.5, ReleaseKimg),
        ReconstructionWeight = Schedule.Settled(0, 6, ReleaseKimg),
    };

    private static TrainingOptions JitteredAtFirst => Presets.Small with
    {
        Contrast = Schedule.Settled(0.3, 0, ReleaseKimg),
        Tint = Schedule.Settled(0.2, 0, ReleaseKimg),
    };

    // What the default settings add to the paper's, taken away; and what they could add.
    private static Variant[] Terms =>
    [
        Of("release", "Once the split has settled, shapes are let go, photos are painted again, and silhouettes that are alike cost.", [.. SettingDifferences.Between(Presets.Small, Released)]),
        From("release", "release-full-shift", "As release, with shifts of their whole range.", "shift=0.125"),
        From("release", "release-full-r1", "As release, with γ 1.", "r1_gamma=1"),
        From("release", "release-no-overlap-loss", "As release; silhouettes may be alike.", "overlap_weight=0"),
        From("release", "release-no-piece-loss", "As release; masks may be in pieces.", "piece_weight=0"),
        From("release", "release-no-reconstruction", "As release; photos are not painted again.", "reconstruction_weight=0"),
        Of("no-side-loss", "Panorama without the loss on masks at the sides.", "side_weight=0"),
        Of("no-piece-loss", "Masks may be in pieces.", "piece_weight=0"),
        Of("frame-loss", "The loss on all of the frame in place of its sides.", "side_weight=0", "frame_weight=1"),
        Of("hole-loss", "Holes in masks cost.", "hole_weight=2"),
        Of("hinge-size", "The published hinge in place of the logarithmic size loss.", "logarithmic_size=false"),
        Of("no-largest-mask", "Nothing keeps masks from covering all of the image.", "largest_mask=1"),
        Of("no-central-start", "Masks do not start out central.", "network.central_start=0"),
        Of("no-tint", "The background is not tinted.", "tint=0"),
        Of("jitter-ends", "Contrast and tint are jittered until the split has settled.", [.. SettingDifferences.Between(Presets.Small, JitteredAtFirst)]),
        Of("jitter-stays", "Contrast and tint are jittered as much to the end.", "contrast=0.3", "tint=0.2"),
        Of("rate-stays", "The learning rate does not fall.", "learning_rate=0.002"),
        Of("no-mirror", "The foreground is not mirrored.", "foreground_mirror=false"),
        Of("ramp", "Shifts, contrast and tint grow over the first 8,000 photos.", Growing("shift", 0.125), Growing("contrast", 0.3), Growing("tint", 0.2)),
        Of("panorama-half", "The background is turned by no more than half of the range.", "turn_range=0.5"),
        Of("panorama-both-axes", "The background is turned along both axes.", "network.panorama_vertical=true"),
        Of("foreground-scale", "The foreground is scaled as well.", "foreground_scale=0.2"),
        Of("background-swap", "Half of the scenes get the background of another one.", "background_swap=0.5"),
        Of("independence", "Layers are to say nothing about each other.", "independence_weight=1"),
        Of("augmentation", "What the discriminator sees is augmented, with an adaptive chance.", "augment_target=0.6"),
        Of("path-length", "Path length penalty of the generator.", "path_length_weight=2"),
    ];

    private static string Growing(string setting, double to)
        => string.Create(CultureInfo.InvariantCulture, $"{setting}={{\"from\":0,\"to\":{to},\"over_kimg\":8,\"curve\":\"Linear\"}}");

    private static Variant Of(string name, string reason, params string[] changes) => new() { Name = name, Reason = reason, Changes = changes };

    private static Variant From(string start, string name, string reason, params string[] changes) => Of(name, reason, changes) with { From = start };
}
