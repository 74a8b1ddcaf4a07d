namespace PerturbSeg.Outputs;

/// <summary>What a run of segmentation writes. A format may be made of several kinds of files, as data sets for other programs are.</summary>
/// <param name="Files">The kinds of files of each photo.</param>
/// <param name="Tables">The kinds of files of all photos together.</param>
public sealed record SegmentationOutputs(IReadOnlyList<ISegmentationOutput> Files, IReadOnlyList<ISegmentationTable> Tables)
{
    /// <summary>Files that are the same whatever the photos are.</summary>
    public IReadOnlyList<DatasetFile> Datasets { get; init; } = [];

    /// <summary>Everything that can be written.</summary>
    public static SegmentationOutputs All { get; } = new(
        [
            new MaskOutput(), new CutoutOutput(), new OverlayOutput(), new ProbabilityOutput(), new LayersOutput(), new SvgOutput(),
            new LabelmeOutput(), new DatasetPhoto(LabelmeOutput.Folder, LabelmeOutput.Folder),
            new YoloLabels(), new DatasetPhoto(YoloDataset.Format, YoloDataset.Images),
            new VocAnnotation(), new VocMask("SegmentationClass", ofObjects: false), new VocMask("SegmentationObject", ofObjects: true),
            new DatasetPhoto(VocDataset.Format, $"{VocDataset.Format}/{VocDataset.Photos}"),
        ],
        [new CocoTable(), new AreaTable(), new VocImageSet()])
    {
        Datasets = [YoloDataset.Description, VocDataset.LabelMap],
    };

    /// <summary>The names of all formats, parted by commas.</summary>
    public static string Known { get; } = string.Join(", ", All.Files.Select(file => file.Format).Concat(All.Tables.Select(table => table.Format)).Distinct());

    /// <summary>Reads a list such as <c>mask,coco</c>.</summary>
    /// <param name="formats">Names, parted by commas.</param>
    /// <exception cref="UserErrorException">A name is unknown, or there is none.</exception>
    public static SegmentationOutputs Parse(string formats)
    {
        ArgumentNullException.ThrowIfNull(formats);
        string[] names = [.. formats.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Distinct()];
        if (names.Length == 0)
            throw new UserErrorException($"--format names no format; choose from {Known}.");
        SegmentationOutputs[] chosen = [.. names.Select(Of)];
        return new SegmentationOutputs([.. chosen.SelectMany(one => one.Files)], [.. chosen.SelectMany(one => one.Tables)])
        {
            Datasets = [.. chosen.SelectMany(one => one.Datasets)],
        };
    }

    /// <summary>These outputs with cut-outs of another kind.</summary>
    /// <param name="cutout">The kind.</param>
    /// <exception cref="UserErrorException">There are no cut-outs among these outputs.</exception>
    public SegmentationOutputs WithCutouts(CutoutOutput cutout)
    {
        ArgumentNullException.ThrowIfNull(cutout);
        return Files.OfType<CutoutOutput>().Any()
            ? this with { Files = [.. Files.Select(file => file is CutoutOutput ? cutout : file)] }
            : throw new UserErrorException($"--background and --crop are for cut-outs: add {cutout.Format} to --format.");
    }

    private static SegmentationOutputs Of(string name)
    {
        ISegmentationOutput[] files = [.. All.Files.Where(file => file.Format == name)];
        ISegmentationTable[] tables = [.. All.Tables.Where(table => table.Format == name)];
        if (files.Length + tables.Length == 0)
            throw new UserErrorException($"'{name}' is no format; choose from {Known}.");
        return new SegmentationOutputs(files, tables) { Datasets = [.. All.Datasets.Where(file => file.FileName.StartsWith($"{name}/", StringComparison.Ordinal))] };
    }
}
