namespace PerturbSeg.Outputs;

/// <summary>What a run of segmentation writes.</summary>
/// <param name="Files">The kinds of files of each photo.</param>
/// <param name="Tables">The kinds of files of all photos together.</param>
public sealed record SegmentationOutputs(IReadOnlyList<ISegmentationOutput> Files, IReadOnlyList<ISegmentationTable> Tables)
{
    /// <summary>Everything that can be written.</summary>
    public static SegmentationOutputs All { get; } = new(
        [new MaskOutput(), new CutoutOutput(), new OverlayOutput(), new ProbabilityOutput(), new LayersOutput()],
        [new CocoTable(), new AreaTable()]);

    /// <summary>The names of all formats, parted by commas.</summary>
    public static string Known { get; } = string.Join(", ", [.. All.Files.Select(file => file.Format), .. All.Tables.Select(table => table.Format)]);

    /// <summary>Reads a list such as <c>mask,coco</c>.</summary>
    /// <param name="formats">Names, parted by commas.</param>
    /// <exception cref="UserErrorException">A name is unknown, or there is none.</exception>
    public static SegmentationOutputs Parse(string formats)
    {
        ArgumentNullException.ThrowIfNull(formats);
        string[] names = [.. formats.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Distinct()];
        if (names.Length == 0)
            throw new UserErrorException($"--format names no format; choose from {Known}.");
        var files = new List<ISegmentationOutput>();
        var tables = new List<ISegmentationTable>();
        foreach (string name in names)
        {
            if (All.Files.FirstOrDefault(file => file.Format == name) is { } file)
                files.Add(file);
            else if (All.Tables.FirstOrDefault(table => table.Format == name) is { } table)
                tables.Add(table);
            else
                throw new UserErrorException($"'{name}' is no format; choose from {Known}.");
        }

        return new SegmentationOutputs(files, tables);
    }
}
