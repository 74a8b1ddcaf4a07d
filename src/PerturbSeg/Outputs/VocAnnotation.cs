using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using PerturbSeg.Masks;

namespace PerturbSeg.Outputs;

/// <summary>The objects of a photo with the boxes around them; pixels are counted from 1, and the last one belongs to the box.</summary>
/// <remarks>Form: the VOC2012 development kit, annotations; <c>score</c> is an addition.</remarks>
public sealed class VocAnnotation : ISegmentationOutput
{
    /// <inheritdoc/>
    public string Format => VocDataset.Format;

    /// <inheritdoc/>
    public string Extension => "xml";

    /// <inheritdoc/>
    public string FileName(string outputName, string photoName) => $"{VocDataset.Format}/Annotations/{outputName}.{Extension}";

    /// <inheritdoc/>
    public void Write(Stream stream, SegmentedPhoto segmented)
    {
        ArgumentNullException.ThrowIfNull(segmented);
        ObjectMap objects = segmented.Objects;
        var annotation = new XElement(
            "annotation",
            new XElement("folder", VocDataset.Photos),
            new XElement("filename", Named(DatasetPhoto.ShortName(segmented.OutputName, segmented.Name))),
            new XElement("source", new XElement("database", "PerturbSeg")),
            new XElement("size", new XElement("width", objects.Width), new XElement("height", objects.Height), new XElement("depth", 3)),
            new XElement("segmented", 1),
            ObjectMeasures.Each(segmented).Select(measures => Object(measures, objects)));
        var settings = new XmlWriterSettings { Indent = true, OmitXmlDeclaration = true, NewLineChars = "\n", Encoding = new UTF8Encoding(false) };
        using var writer = XmlWriter.Create(stream, settings);
        annotation.Save(writer);
    }

    // XML has no way to say most control characters.
    private static string Named(string name) => string.Concat(name.Select(letter => XmlConvert.IsXmlChar(letter) || char.IsSurrogate(letter) ? letter : '\uFFFD'));

    private static XElement Object(ObjectMeasures measures, ObjectMap objects)
    {
        int right = measures.Left + measures.Width, bottom = measures.Top + measures.Height;
        bool cut = measures.Left == 0 || measures.Top == 0 || right == objects.Width || bottom == objects.Height;
        return new XElement(
            "object",
            new XElement("name", ObjectClass.Name),
            new XElement("pose", "Unspecified"),
            new XElement("truncated", cut ? 1 : 0),
            new XElement("difficult", 0),
            new XElement("bndbox", new XElement("xmin", measures.Left + 1), new XElement("ymin", measures.Top + 1), new XElement("xmax", right), new XElement("ymax", bottom)),
            new XElement("score", measures.Score.ToString("0.####", CultureInfo.InvariantCulture)));
    }
}
