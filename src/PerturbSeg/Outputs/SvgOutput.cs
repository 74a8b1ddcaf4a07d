using System.Globalization;
using System.Text;
using PerturbSeg.Masks;

namespace PerturbSeg.Outputs;

/// <summary>The outlines of the objects as paths in the photo's pixels, holes included by the even-odd rule: for drawing programs, pages and plotters.</summary>
/// <remarks>Form: SVG 1.1, path data.</remarks>
public sealed class SvgOutput : ISegmentationOutput
{
    /// <inheritdoc/>
    public string Format => "svg";

    /// <inheritdoc/>
    public string Extension => "svg";

    /// <inheritdoc/>
    public string FileName(string outputName, string photoName) => $"{outputName}-outline.{Extension}";

    /// <inheritdoc/>
    public void Write(Stream stream, SegmentedPhoto segmented)
    {
        ArgumentNullException.ThrowIfNull(segmented);
        ObjectMap objects = segmented.Objects;
        using var writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true) { NewLine = "\n" };
        writer.WriteLine($"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{objects.Width}\" height=\"{objects.Height}\" viewBox=\"0 0 {objects.Width} {objects.Height}\">");
        ObjectMeasures[] measures = ObjectMeasures.Each(segmented);
        for (int identity = 1; identity <= objects.Count; identity++)
        {
            string score = measures[identity - 1].Score.ToString("0.####", CultureInfo.InvariantCulture);
            writer.WriteLine($"  <path id=\"object-{identity}\" data-score=\"{score}\" fill-rule=\"evenodd\" d=\"{PathOf(objects, identity)}\"/>");
        }

        writer.WriteLine("</svg>");
    }

    private static string PathOf(ObjectMap objects, int identity)
        => string.Join(' ', MaskOutlines.Trace(objects, identity).Select(loop => $"M{string.Join(' ', OutlineSimplification.Of(loop).Select(corner => $"{corner.X},{corner.Y}"))}Z"));
}
