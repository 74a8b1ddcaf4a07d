using System.CommandLine;
using PerturbSeg.Segmentation;
using PerturbSeg.Torch;
using PerturbSeg.Training.Fitting;
using PerturbSeg.Training.Predicting;
using PerturbSeg.Training.Runs;

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
        Description = "What an encoder's convolutions compute in; bfloat16 is faster on processors with matrix units, and masks differ a little.",
        DefaultValueFactory = _ => Exact,
    };

    private readonly Option<string> _device = DeviceOption.Create("Where an encoder computes: cpu, cuda or cuda:1. A segmenter computes on the processor.");
    private readonly Option<int?> _threads = DeviceOption.CreateThreads();

    public SegmentingOptions() => _precision.AcceptOnlyFromAmong(Exact, "bfloat16");

    /// <summary>Adds the options to a verb.</summary>
    public void AddTo(Command command)
    {
        command.Add(_method);
        command.Add(_without);
        command.Add(_refine);
        command.Add(_search);
        command.Add(_precision);
        command.Add(_device);
        command.Add(_threads);
    }

    /// <summary>Opens what the options ask for.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="run">The run folder.</param>
    /// <param name="remarks">Where a sentence goes when a file had to be written first.</param>
    /// <param name="mostObjects">The most objects of a photo; null takes the default.</param>
    /// <exception cref="UserErrorException">A value is out of its range, or nothing was fitted that could do it.</exception>
    public RunModel Open(ParseResult parsed, RunFolder run, TextWriter remarks, int? mostObjects = null)
    {
        string method = parsed.GetValue(_method)!;
        EncodingOptions encoding = Encoding(parsed) with { Refinement = Styled(method, parsed.GetValue(_refine)) };
        if (method == FitMethods.Segmenter && encoding.Precision != ScalarType.Float32)
            throw new UserErrorException("A segmenter computes in float32: leave out --precision, or add --method encoder or both.");
        PhotoSegmenterOptions options = new PhotoSegmenterOptions { SmallestWindow = parsed.GetValue(_search) }.Without(parsed.GetValue(_without)!);
        if (mostObjects is not null && options.SmallestWindow is null)
            throw new UserErrorException("Several objects are told apart by a search: add --search with a share such as 0.2, or leave out --objects.");
        if (mostObjects is { } most)
            options = options with { MostObjects = most };
        if (method != FitMethods.Segmenter)
            TorchRuntime.Threads = Threads(parsed);
        return RunModel.Open(run, method, options, encoding, remarks.WriteLine);
    }

    /// <summary>Whether objects are searched for.</summary>
    public bool Searches(ParseResult parsed) => parsed.GetValue(_search) is not null;

    /// <summary>Where and how an encoder computes; it refines nothing.</summary>
    /// <exception cref="UserErrorException">There is no such device.</exception>
    public EncodingOptions Encoding(ParseResult parsed) => new()
    {
        Device = DeviceOption.Parse(parsed.GetValue(_device)!),
        Precision = parsed.GetValue(_precision) == Exact ? ScalarType.Float32 : ScalarType.BFloat16,
    };

    /// <summary>How many threads to compute on.</summary>
    /// <exception cref="UserErrorException">The number is out of its range.</exception>
    public int Threads(ParseResult parsed) => DeviceOption.ParseThreads(parsed.GetValue(_threads));

    private static StyleRefinement? Styled(string method, int steps) => (method, steps) switch
    {
        (_, < 0 or > 10_000) => throw new UserErrorException($"--refine {steps} is out of range: give 1 to 10000 steps, such as 50."),
        (FitMethods.Segmenter, > 0) => throw new UserErrorException("A segmenter has no styles that could be refined: add --method encoder or both, or leave out --refine."),
        _ => steps == 0 ? null : new StyleRefinement(steps),
    };
}
