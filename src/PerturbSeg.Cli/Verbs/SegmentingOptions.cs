using System.CommandLine;
using PerturbSeg.Segmentation;
using PerturbSeg.Torch;
using PerturbSeg.Training;

namespace PerturbSeg.Cli.Verbs;

/// <summary>The options that say how photos are segmented, the same for every verb that does it.</summary>
internal sealed class SegmentingOptions
{
    private const string Exact = "float32";
    private readonly Option<string> _method = MethodOption.ForPhotos();

    private readonly Option<string> _without = new("--without")
    {
        Description = $"Leave out, parted by commas: {string.Join(", ", PhotoSegmenterOptions.Parts)}.",
        HelpName = "parts",
        DefaultValueFactory = _ => string.Empty,
    };

    private readonly Option<int> _refine = new("--refine")
    {
        Description = "Steps that bring what an encoder saw closer to each photo, such as 50; slow.",
        HelpName = "steps",
    };

    private readonly Option<double?> _search = new("--search")
    {
        Description = "Look for objects first, for photos that are not crops of one: in windows down to this share of the photo's shorter side, such as 0.2.",
        HelpName = "share",
    };

    private readonly Option<string> _precision = new("--precision")
    {
        Description = "What convolutions compute in; bfloat16 is faster on processors with matrix units, and masks differ a little.",
        DefaultValueFactory = _ => Exact,
    };

    public SegmentingOptions() => _precision.AcceptOnlyFromAmong(Exact, "bfloat16");

    /// <summary>Adds the options to a verb.</summary>
    public void AddTo(Command command)
    {
        command.Add(_method);
        command.Add(_without);
        command.Add(_refine);
        command.Add(_search);
        command.Add(_precision);
    }

    /// <summary>Opens what the options ask for.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="run">The run.</param>
    /// <param name="device">Where to compute.</param>
    /// <param name="mostObjects">The most objects of a photo; null takes the default.</param>
    /// <exception cref="UserErrorException">A value is out of its range, or nothing was fitted that could do it.</exception>
    public SegmentationModel Open(ParseResult parsed, RunFolder run, Device device, int? mostObjects = null)
    {
        string method = parsed.GetValue(_method)!;
        PhotoSegmenterOptions options = Styled(method, parsed.GetValue(_refine)).Without(parsed.GetValue(_without)!);
        ScalarType precision = parsed.GetValue(_precision) == Exact ? ScalarType.Float32 : ScalarType.BFloat16;
        options = options with { Precision = precision, SmallestWindow = parsed.GetValue(_search) };
        if (mostObjects is not null && options.SmallestWindow is null)
            throw new UserErrorException("Several objects are told apart by a search: add --search with a share such as 0.2, or leave out --objects.");
        return SegmentationModel.Open(run, method, device, mostObjects is { } most ? options with { MostObjects = most } : options);
    }

    private static PhotoSegmenterOptions Styled(string method, int steps) => (method, steps) switch
    {
        (_, < 0 or > 10_000) => throw new UserErrorException($"--refine {steps} is out of range: give 1 to 10000 steps, such as 50."),
        (FitMethods.Segmenter, > 0) => throw new UserErrorException("A segmenter has no styles that could be refined: add --method encoder or both, or leave out --refine."),
        _ => new PhotoSegmenterOptions { Styles = steps == 0 ? null : new StyleRefinement(steps) },
    };
}
