namespace PerturbSeg.Segmentation.Outputs;

/// <summary>The kinds of files that segmentation can write.</summary>
public static class SegmentationOutputs
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<ISegmentationOutput> All { get; } =
        [new MaskOutput(), new CutoutOutput(), new OverlayOutput(), new ProbabilityOutput()];

    /// <summary>Reads a list such as <c>mask,cutout</c>.</summary>
    /// <param name="formats">Names, parted by commas.</param>
    /// <exception cref="UserErrorException">A name is unknown, or there is none.</exception>
    public static IReadOnlyList<ISegmentationOutput> Parse(string formats)
    {
        ArgumentNullException.ThrowIfNull(formats);
        string[] names = formats.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        string known = string.Join(", ", All.Select(output => output.Format));
        if (names.Length == 0)
            throw new UserErrorException($"--format names no format; choose from {known}.");
        return [.. names.Distinct().Select(name => All.FirstOrDefault(output => output.Format == name)
            ?? throw new UserErrorException($"'{name}' is no format; choose from {known}."))];
    }
}
