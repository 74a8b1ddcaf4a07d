using System.Globalization;
using System.Text;
using PerturbSeg.Files;
using PerturbSeg.Masks;

namespace PerturbSeg.Outputs;

/// <summary>
/// Sizes of objects as CSV with a head line: photo, its sides, area in pixels and as a share of the photo, the box around it in pixels,
/// the mean probability of its pixels, and how doubtful the mask is (<see cref="SegmentedPhoto.Doubt"/>; nothing where it was not judged). A photo
/// without an object has zeros.
/// </summary>
/// <remarks>Form: RFC 4180, with line feeds.</remarks>
public sealed class AreaTable : ISegmentationTable
{
    private const string Head = "photo,width,height,area,share,left,top,box_width,box_height,score,doubt";

    /// <inheritdoc/>
    public string Format => "csv";

    /// <inheritdoc/>
    public string FileName => "areas.csv";

    /// <inheritdoc/>
    public string Key(string outputName, string photoName) => CsvField.Line(photoName);

    /// <inheritdoc/>
    public string Entry(SegmentedPhoto segmented)
    {
        ArgumentNullException.ThrowIfNull(segmented);
        Mask mask = segmented.Mask;
        var measures = ObjectMeasures.Of(mask);
        double share = (double)measures.Area / ((long)mask.Width * mask.Height);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{CsvField.Quote(segmented.Name)},{mask.Width},{mask.Height},{measures.Area},{share:0.######},{measures.Left},{measures.Top},{measures.Width},{measures.Height},{measures.Score:0.####},{segmented.Doubt:0.####}");
    }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Read(string content)
    {
        ArgumentNullException.ThrowIfNull(content);
        string[] lines = content.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        if (lines.Length == 0 || lines[0] != Head)
            throw new FormatException($"its first line is not '{Head}'");
        var entries = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string line in lines.Skip(1))
            entries[Unquote(line)] = line;
        return entries;
    }

    /// <inheritdoc/>
    public void Write(Stream stream, IEnumerable<string> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        using var writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true) { NewLine = "\n" };
        writer.WriteLine(Head);
        foreach (string entry in entries)
            writer.WriteLine(entry);
    }

    private static string Unquote(string line)
    {
        if (!line.StartsWith('"'))
            return line[..Math.Max(0, line.IndexOf(',', StringComparison.Ordinal))];
        var name = new StringBuilder();
        for (int i = 1; i < line.Length; i++)
        {
            if (line[i] == '"' && (++i == line.Length || line[i] != '"'))
                break;
            name.Append(line[i]);
        }

        return name.ToString();
    }
}
