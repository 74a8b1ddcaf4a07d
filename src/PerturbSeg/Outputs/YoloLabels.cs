using System.Globalization;
using System.Text;
using PerturbSeg.Masks;

namespace PerturbSeg.Outputs;

/// <summary>
/// Objects as a line each in a text file: the number of the class, then x and y of the corners of one polygon as shares of the photo's width
/// and height. Holes and several parts are joined to the polygon by ways that cover nothing. A photo without an object has an empty file.
/// </summary>
/// <remarks>
/// Form: labels of Ultralytics YOLO for instance segmentation. Readers find those of a photo by replacing the last folder of its path that is called
/// <c>images</c> with <c>labels</c>, so that photos of <c>train/images</c> have theirs among the photos, in <c>train/labels</c>.
/// </remarks>
public sealed class YoloLabels : ISegmentationOutput
{
    private const int Class = 0;

    /// <inheritdoc/>
    public string Format => YoloDataset.Format;

    /// <inheritdoc/>
    public string Extension => "txt";

    /// <inheritdoc/>
    public string FileName(string outputName, string photoName)
    {
        string beside = $"{YoloDataset.Images}/{outputName}.{Extension}";
        int images = beside.LastIndexOf("/images/", StringComparison.Ordinal);
        return $"{beside[..images]}/labels/{beside[(images + "/images/".Length)..]}";
    }

    /// <inheritdoc/>
    public void Write(Stream stream, SegmentedPhoto segmented)
    {
        ArgumentNullException.ThrowIfNull(segmented);
        using var writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true) { NewLine = "\n" };
        ObjectMap objects = segmented.Objects;
        for (int identity = 1; identity <= objects.Count; identity++)
        {
            writer.Write(Class);
            foreach ((int x, int y) in JoinedPolygon.Of(BridgedPolygons.Of(objects, identity)))
                writer.Write($" {Share(x, objects.Width)} {Share(y, objects.Height)}");
            writer.WriteLine();
        }
    }

    // Rounded up: readers multiply by the side and cut the decimals off, and a corner must not lose a pixel.
    private static string Share(int corner, int side)
        => (Math.Ceiling(1e6 * corner / side) / 1e6).ToString("0.######", CultureInfo.InvariantCulture);
}
