using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using PerturbSeg.Torch;
using PerturbSeg.Training.Augmentation;
using PerturbSeg.Training.Losses;
using PerturbSeg.Training.Networks;
using PerturbSeg.Training.Scenes;
using PerturbSeg.Training.Schedules;

namespace PerturbSeg.Training.Settings;

/// <summary>Every setting of a training, resolved; saved as <c>config.json</c> and inside each checkpoint.</summary>
public sealed record TrainingOptions
{
    /// <summary>The preset that the settings began from.</summary>
    public string Preset { get; init; } = "small";

    /// <summary>The form of the networks.</summary>
    public NetworkOptions Network { get; init; } = new();

    /// <summary>η: the smallest share of the image that an object may take, in (0, 1). About the true share of the photo is right, rather less than more.</summary>
    public double MinMask { get; init; } = 0.13;

    /// <summary>
    /// η of each kind of objects in a mixture, in the order of the packed sets, each the same share of every batch; null for <see cref="MinMask"/> for
    /// all. <see cref="MinMask"/> is the smallest of them then.
    /// </summary>
    public IReadOnlyList<double>? MinMasks { get; init; }

    /// <summary>The largest share of the image that an object may take, in (0, 1]; null for twice <see cref="MinMask"/>, at most 0.9.</summary>
    public double? LargestMask { get; init; }

    /// <summary><see cref="LargestMask"/>, resolved.</summary>
    [JsonIgnore]
    public double LargestShare => LargestOf(MinMasks?.Max() ?? MinMask);

    /// <summary>The bounds of coverage of each kind of objects, one where there is one kind.</summary>
    [JsonIgnore]
    public IReadOnlyList<CoverageBounds> Bounds
        => [.. (MinMasks ?? [MinMask]).Select(smallest => new CoverageBounds(smallest, LargestOf(smallest)))];

    /// <summary>Weight of the size losses.</summary>
    public Schedule SizeWeight { get; init; } = 4;

    /// <summary>Whether the size loss is logarithmic, keeping its gradient for empty masks, or the published hinge.</summary>
    public bool LogarithmicSize { get; init; } = true;

    /// <summary>Weight of the binary loss.</summary>
    public Schedule BinaryWeight { get; init; } = 2;

    /// <summary>Weight of the loss on masks at the frame.</summary>
    public Schedule FrameWeight { get; init; } = 0;

    /// <summary>Weight of the loss on masks at the left and right of the frame alone.</summary>
    public Schedule SideWeight { get; init; } = 0;

    /// <summary>Weight of <see cref="MaskLosses.Holes"/>.</summary>
    public Schedule HoleWeight { get; init; } = 0;

    /// <summary>Weight of the independence of the layers (<see cref="LayerIndependence"/>); 0 turns it off, published: 1.</summary>
    public Schedule IndependenceWeight { get; init; } = 0;

    /// <summary>Weight of masks in pieces (<see cref="MaskLosses.Pieces"/>).</summary>
    public Schedule PieceWeight { get; init; } = 0;

    /// <summary>Weight of silhouettes that are more alike than <see cref="LargestOverlap"/> (<see cref="CentredOverlap"/>).</summary>
    public Schedule OverlapWeight { get; init; } = 0;

    /// <summary>The mean overlap of silhouettes that costs nothing, in [0, 1].</summary>
    public double LargestOverlap { get; init; } = 0.65;

    /// <summary>
    /// Weight of photos painted again (<see cref="Losses.ReconstructionTerm"/>); where it is above 0, half of the scenes of a step come from encoded
    /// photos. Off at all times, there is no encoder.
    /// </summary>
    public Schedule ReconstructionWeight { get; init; } = 0;

    /// <summary>Largest shift of the foreground, as a share of the side; 0 turns it off.</summary>
    public Schedule Shift { get; init; } = 0.125;

    /// <summary>Strength of the background's contrast jitter; 0 turns it off.</summary>
    public Schedule Contrast { get; init; } = 0.3;

    /// <summary>Strength of the background's tint jitter; 0 turns it off.</summary>
    public Schedule Tint { get; init; } = 0;

    /// <summary>Whether foregrounds are mirrored at random.</summary>
    public bool ForegroundMirror { get; init; }

    /// <summary>r of the foreground's random factor of size, exp(uniform(−r, r)), in [0, 1]; 0 turns it off.</summary>
    public Schedule ForegroundScale { get; init; } = 0;

    /// <summary>Share of the scenes that get the background of another one of the batch; 0 turns it off.</summary>
    public Schedule BackgroundSwap { get; init; } = 0;

    /// <summary>How far panoramas are turned, as a share of the full circle: 1 by any angle, less within ± half of it, 0 not at all.</summary>
    public Schedule TurnRange { get; init; } = 1;

    /// <summary>Whether the layers have latents of their own instead of the published shared one.</summary>
    public bool IndependentLatents { get; init; }

    /// <summary>
    /// How many coordinates such latents have in common all the same, from 0 to their size; null for 16 where there are several kinds of objects
    /// (<see cref="MinMasks"/>), each before backgrounds of its own, and 0 elsewhere.
    /// </summary>
    public int? SharedLatents { get; init; }

    /// <summary><see cref="SharedLatents"/>, resolved.</summary>
    [JsonIgnore]
    public int SharedCoordinates => SharedLatents ?? (MinMasks is { Count: > 1 } ? Math.Min(16, Network.LatentSize) : 0);

    /// <summary>Whether photos are mirrored at random.</summary>
    public bool PhotoMirror { get; init; } = true;

    /// <summary>Share of steps that paint fine layers from a second latent, in [0, 1]; published: 0.9.</summary>
    public double StyleMixing { get; init; }

    /// <summary>Whether mixed styles cross over at the same layer in background and foreground.</summary>
    public bool SameMixing { get; init; }

    /// <summary>When growing networks get their sides; null trains all at once.</summary>
    public GrowthSchedule? Growing { get; init; }

    /// <summary>What both players play for.</summary>
    public AdversarialGame Game { get; init; }

    /// <summary>Photos and composites in one step.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>Adam's learning rate, of both players.</summary>
    public Schedule LearningRate { get; init; } = 2e-3;

    /// <summary>Adam's decay of the mean of squared gradients, of both players, in [0, 1).</summary>
    public Schedule Beta2 { get; init; } = 0.99;

    /// <summary>γ of the R1 penalty.</summary>
    public Schedule R1Gamma { get; init; } = 1;

    /// <summary>Steps from one R1 penalty to the next.</summary>
    public int R1Interval { get; init; } = 16;

    /// <summary>Weight λ of the gradient penalty of the Wasserstein game; published: 10.</summary>
    public double GradientPenaltyWeight { get; init; } = 10;

    /// <summary>Weight of the path length penalty of the generator; 0 turns it off, published: 2.</summary>
    public double PathLengthWeight { get; init; }

    /// <summary>Steps from one path length penalty to the next.</summary>
    public int PathLengthInterval { get; init; } = 4;

    /// <summary>
    /// Chance of each augmentation of what the discriminator sees, in [0, 1]; 0 turns them off. With <see cref="AugmentTarget"/>, the
    /// chance that training begins with.
    /// </summary>
    public double Augment { get; init; }

    /// <summary>Mean sign of D(photo) that the chance of augmentations is moved to keep, in (0, 1), published: 0.6; null keeps the chance.</summary>
    public double? AugmentTarget { get; init; }

    /// <summary>Thousands of photos in which that chance can move from 0 to 1; published: 500.</summary>
    public double AugmentKimg { get; init; } = 100;

    /// <summary>What the average of generator weights keeps at each step, published: 0.999; null goes by half-lives.</summary>
    public double? AverageDecay { get; init; }

    /// <summary>Half-life of the average of generator weights, in images, once the run is long.</summary>
    public double AverageHalfLife { get; init; } = 10_000;

    /// <summary>Half-life of that average as a share of the images seen, while the run is short.</summary>
    public double AverageRamp { get; init; } = 0.05;

    /// <summary>What convolutions compute in: <see cref="ScalarType.BFloat16"/> or <see cref="ScalarType.Float32"/>.</summary>
    public ScalarType Precision { get; init; } = ScalarType.BFloat16;

    /// <summary>Seed of the weights, the latents, the perturbations and the order of photos.</summary>
    public ulong Seed { get; init; }

    /// <summary>Settings from JSON.</summary>
    /// <param name="json">What <see cref="ToJson"/> of this version or an older one wrote.</param>
    /// <exception cref="JsonException">It is no JSON, or has unknown names or wrong types.</exception>
    public static TrainingOptions FromJson(string json)
    {
        JsonObject settings = TrainingJson.ReadObject(json);
        OlderSettings.Renew(settings);
        return settings.Deserialize<TrainingOptions>(TrainingJson.Options)!;
    }

    /// <summary>The settings as JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, TrainingJson.Options);

    /// <summary>How far the networks have grown.</summary>
    /// <param name="imagesSeen">Photos shown before the step.</param>
    public Growth GrowthAt(long imagesSeen) => Growing?.At(imagesSeen, Network.Resolution) ?? new Growth(Network.Resolution);

    /// <summary>Photos and composites in a step at a side.</summary>
    /// <param name="side">The side that the networks have grown to, in pixels.</param>
    public int BatchSizeAt(int side) => Growing?.BatchSizes.TryGetValue(side, out int size) == true ? size : BatchSize;

    /// <summary>Adam's learning rate.</summary>
    /// <param name="side">The side that the networks have grown to, in pixels.</param>
    /// <param name="progress">How far the training has come.</param>
    public double LearningRateAt(int side, TrainingProgress progress)
        => Growing?.LearningRates.TryGetValue(side, out double rate) == true ? rate : LearningRate.At(progress);

    /// <summary>What the average of generator weights keeps at a step.</summary>
    /// <param name="imagesSeen">Photos shown, those of the step included.</param>
    /// <param name="batch">Photos of the step.</param>
    public double AverageDecayAt(long imagesSeen, int batch)
        => AverageDecay ?? Math.Pow(0.5, batch / (AverageRamp > 0 ? Math.Min(AverageHalfLife, Math.Max(imagesSeen * AverageRamp, 1)) : AverageHalfLife));

    /// <summary>The perturbations of a step, in the order they apply.</summary>
    /// <param name="progress">How far the training has come.</param>
    public IReadOnlyList<IPerturbation> Perturbations(TrainingProgress progress) => Perturbations(strength => strength.At(progress));

    /// <summary>The perturbations at the largest strength that they have in the training, in the order they apply: what segmenters are taught with.</summary>
    public IReadOnlyList<IPerturbation> Perturbations() => Perturbations(strength => strength.Largest);

    /// <summary>What changes the images that the discriminator sees; null where nothing does, and nothing is drawn.</summary>
    public AugmentationPipeline? Augmentations() => Augment > 0 || AugmentTarget is not null ? AugmentationPipeline.Default : null;

    /// <summary>The same with other smallest shares.</summary>
    /// <param name="shares">η for all, or one for each packed set, in their order.</param>
    /// <param name="sets">How many packed sets there are.</param>
    /// <exception cref="UserErrorException">Another number of shares.</exception>
    public TrainingOptions WithMinMasks(IReadOnlyList<double> shares, int sets)
    {
        ArgumentNullException.ThrowIfNull(shares);
        return shares.Count == 1 || shares.Count == sets
            ? this with { MinMask = shares.Min(), MinMasks = shares.Count == 1 ? null : shares }
            : throw new UserErrorException($"--min-mask is given {shares.Count} times for {sets} packed sets: give it once, or once for each --data.");
    }

    /// <summary>Checks that smallest shares of kinds are as many as there are packed sets.</summary>
    /// <param name="sets">How many there are.</param>
    /// <exception cref="UserErrorException">They are more or fewer.</exception>
    public void RequireMinMasksOf(int sets)
    {
        if (MinMasks is { } kinds && kinds.Count != sets)
            throw new UserErrorException($"There are {kinds.Count} smallest shares ({string.Join(", ", kinds)}) for {sets} packed sets: give --min-mask once, or once for each --data.");
    }

    /// <summary>The same training with nothing perturbed and layers that may be alike: no split into layers is asked for, and none should emerge.</summary>
    public TrainingOptions WithoutPerturbations()
        => this with
        {
            Shift = 0,
            Contrast = 0,
            Tint = 0,
            ForegroundMirror = false,
            ForegroundScale = 0,
            BackgroundSwap = 0,
            IndependentLatents = false,
            SharedLatents = null,
            IndependenceWeight = 0,
            OverlapWeight = 0,
            ReconstructionWeight = 0,
            Network = Network with { Panorama = false, PanoramaVertical = false },
        };

    private List<IPerturbation> Perturbations(Func<Schedule, double> strengthOf)
    {
        var list = new List<IPerturbation>();
        Add(ForegroundScale, range => new ForegroundScale(range));
        Add(Shift, range => new RandomShift(range));
        Add(BackgroundSwap, share => new BackgroundSwap(share));
        Add(Contrast, most => new ContrastJitter(most));
        if (Network.WrappedAxes != WrappedAxes.None)
            Add(TurnRange, range => new PanoramaTurn(Network.WrappedAxes, range));
        Add(Tint, most => new TintJitter(most));
        if (ForegroundMirror)
            list.Add(new ForegroundMirror());
        return list;

        void Add(Schedule schedule, Func<double, IPerturbation> perturbation)
        {
            if (strengthOf(schedule) is > 0 and var strength)
                list.Add(perturbation(strength));
        }
    }

    /// <summary>Checks the values.</summary>
    /// <exception cref="UserErrorException">A value is out of its range.</exception>
    public void Validate() => TrainingRanges.Check(this);

    private double LargestOf(double smallest) => LargestMask ?? Math.Max(Math.Min(2 * smallest, 0.9), smallest);
}
