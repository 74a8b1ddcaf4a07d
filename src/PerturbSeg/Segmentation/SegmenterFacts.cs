using System.Globalization;
using PerturbSeg.Imaging;
using PerturbSeg.Masks;

namespace PerturbSeg.Segmentation;

/// <summary>What the metadata of a <c>segmenter.onnx</c> say: all that segmenting photos needs besides the network, and how it was fitted.</summary>
public sealed record SegmenterFacts
{
    /// <summary>What <c>kind</c> says of a segmenter.</summary>
    public const string Kind = "segmenter";

    /// <summary>The version of the metadata's form; others are refused.</summary>
    public const int FormatVersion = 1;

    // Values are (byte / 255 − mean) / scale, so that they lie in [−1, 1].
    private const string Half = "0.5,0.5,0.5";
    private const string KindKey = "kind", FormatKey = "format", SideKey = "size", FitKey = "fit", MeanKey = "mean", ScaleKey = "scale", ChannelsKey = "channels";
    private const string SmallestKey = "smallest_share", LargestKey = "largest_share", ObjectKey = "object_share";
    private const string CheckpointKey = "checkpoint", StepsKey = "steps", CutOutStepsKey = "cutout_steps", FinerStepsKey = "finer_steps", CorrectionStepsKey = "correction_steps", SeedKey = "seed", LossKey = "final_loss";
    private const string AgreementKey = "self_agreement", OverlapKey = "silhouette_overlap";

    /// <summary>Side of the images that the network takes, in pixels.</summary>
    public required int Side { get; init; }

    /// <summary>How photos become squares.</summary>
    public required PackFit Fit { get; init; }

    /// <summary>What masks are believed in a search.</summary>
    public required PhotoMaskLimits Limits { get; init; }

    /// <summary>The share of a training photo that its object takes, in (0, 1].</summary>
    public required double ObjectShare { get; init; }

    /// <summary>File name of the checkpoint whose generator it was fitted to.</summary>
    public required string Checkpoint { get; init; }

    /// <summary>Steps of the fit.</summary>
    public required int Steps { get; init; }

    /// <summary>Steps of the game with cut-outs that followed; 0 where there was none.</summary>
    public required int CutOutSteps { get; init; }

    /// <summary>Steps at larger sides than the generator's that followed; 0 where there were none.</summary>
    public int FinerSteps { get; init; }

    /// <summary>Steps with masks that somebody accepted or mended; 0 where there were none.</summary>
    public int CorrectionSteps { get; init; }

    /// <summary>Seed of the fit.</summary>
    public required ulong Seed { get; init; }

    /// <summary>The mean loss over the last steps.</summary>
    public required double FinalLoss { get; init; }

    /// <summary>How well masks of photos agree with themselves, in [0, 1]; null where it was fitted without photos.</summary>
    public double? SelfAgreement { get; init; }

    /// <summary>Mean IoU between the masks of different photos, in [0, 1]; null where it was fitted without photos.</summary>
    public double? SilhouetteOverlap { get; init; }

    /// <summary>The facts as metadata.</summary>
    public IReadOnlyDictionary<string, string> ToMetadata()
    {
        var metadata = new Dictionary<string, string>
        {
            [KindKey] = Kind,
            [FormatKey] = Text(FormatVersion),
            [SideKey] = Text(Side),
            [FitKey] = Fit.Word(),
            [MeanKey] = Half,
            [ScaleKey] = Half,
            [ChannelsKey] = "RGB",
            [SmallestKey] = Text(Limits.SmallestShare),
            [LargestKey] = Text(Limits.LargestShare),
            [ObjectKey] = Text(ObjectShare),
            [CheckpointKey] = Checkpoint,
            [StepsKey] = Text(Steps),
            [CutOutStepsKey] = Text(CutOutSteps),
            [FinerStepsKey] = Text(FinerSteps),
            [CorrectionStepsKey] = Text(CorrectionSteps),
            [SeedKey] = Text(Seed),
            [LossKey] = Text(FinalLoss),
        };
        if (SelfAgreement is { } agreement)
            metadata[AgreementKey] = Text(agreement);
        if (SilhouetteOverlap is { } overlap)
            metadata[OverlapKey] = Text(overlap);
        return metadata;
    }

    /// <summary>Reads metadata.</summary>
    /// <param name="metadata">Of an ONNX file.</param>
    /// <exception cref="FormatException">They are not those of a segmenter of this version; the message says why, without a full stop.</exception>
    internal static SegmenterFacts Of(IReadOnlyDictionary<string, string> metadata)
    {
        if (metadata.GetValueOrDefault(KindKey) != Kind)
            throw new FormatException("it holds no segmenter");
        if (metadata.GetValueOrDefault(FormatKey) is var version && version != Text(FormatVersion))
            throw new FormatException($"it is of version {version ?? "none"}, and this program reads version {FormatVersion}");
        if (metadata.GetValueOrDefault(MeanKey) != Half || metadata.GetValueOrDefault(ScaleKey) != Half)
            throw new FormatException($"it takes pixels of another mean or scale than {Half}");
        return new SegmenterFacts
        {
            Side = (int)Number(SideKey, 1, 4096),
            Fit = PackFitWords.Parse(Required(FitKey)) ?? throw new FormatException($"its metadata say {FitKey} = '{Required(FitKey)}'"),
            Limits = new PhotoMaskLimits(Number(SmallestKey, 0, 1), Number(LargestKey, 0, 1)),
            ObjectShare = Number(ObjectKey, 1e-6, 1),
            Checkpoint = Required(CheckpointKey),
            Steps = (int)Number(StepsKey, 0, int.MaxValue),
            CutOutSteps = (int)Number(CutOutStepsKey, 0, int.MaxValue),
            FinerSteps = Later(FinerStepsKey),
            CorrectionSteps = Later(CorrectionStepsKey),
            Seed = ulong.TryParse(Required(SeedKey), NumberStyles.None, CultureInfo.InvariantCulture, out ulong seed) ? seed : throw Wrong(SeedKey),
            FinalLoss = Number(LossKey, double.MinValue, double.MaxValue),
            SelfAgreement = metadata.ContainsKey(AgreementKey) ? Number(AgreementKey, 0, 1) : null,
            SilhouetteOverlap = metadata.ContainsKey(OverlapKey) ? Number(OverlapKey, 0, 1) : null,
        };

        int Later(string key) => metadata.ContainsKey(key) ? (int)Number(key, 0, int.MaxValue) : 0; // the first files have none

        string Required(string key) => metadata.TryGetValue(key, out string? value) ? value : throw new FormatException($"its metadata lack {key}");

        double Number(string key, double least, double most)
            => double.TryParse(Required(key), NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && value >= least && value <= most ? value : throw Wrong(key);

        FormatException Wrong(string key) => new($"its metadata say {key} = '{metadata[key]}'");
    }

    private static string Text(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);
}
