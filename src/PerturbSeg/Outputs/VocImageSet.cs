using System.Text;
using PerturbSeg.Files;

namespace PerturbSeg.Outputs;

/// <summary>The names of all photos of a VOC folder, a line each, without endings.</summary>
/// <remarks>Form: the VOC2012 development kit, image sets.</remarks>
public sealed class VocImageSet : ISegmentationTable
{
    /// <inheritdoc/>
    public string Format => VocDataset.Format;

    /// <inheritdoc/>
    public string FileName => $"{VocDataset.Format}/ImageSets/Segmentation/trainval.txt";

    /// <inheritdoc/>
    public string Key(string outputName, string photoName) => CsvField.Line(outputName);

    /// <inheritdoc/>
    public string Entry(SegmentedPhoto segmented)
    {
        ArgumentNullException.ThrowIfNull(segmented);
        return Key(segmented.OutputName, segmented.Name);
    }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Read(string content)
    {
        ArgumentNullException.ThrowIfNull(content);
        return content.Split('\n', StringSplitOptions.RemoveEmptyEntries).Distinct().ToDictionary(line => line, StringComparer.Ordinal);
    }

    /// <inheritdoc/>
    public void Write(Stream stream, IEnumerable<string> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        using var writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true) { NewLine = "\n" };
        foreach (string entry in entries)
            writer.WriteLine(entry);
    }
}
