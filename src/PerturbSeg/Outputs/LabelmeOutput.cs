using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using PerturbSeg.Masks;

namespace PerturbSeg.Outputs;

/// <summary>
/// Objects as polygons in a file that labelme opens, beside the photo. Parts of one object have the same <c>group_id</c>; holes are joined to their
/// part by ways that cover nothing. The score stands in <c>description</c>.
/// </summary>
/// <remarks>Form: label files of labelme 5. <c>imageData</c> is null: the photo is found by <c>imagePath</c>, relative to the file.</remarks>
public sealed class LabelmeOutput : ISegmentationOutput
{
    /// <summary>The name on the command line, and of the folder.</summary>
    internal const string Folder = "labelme";

    private const string Version = "5.5.0"; // readers warn where the first number is not theirs
    private static readonly JsonSerializerOptions Text = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <inheritdoc/>
    public string Format => Folder;

    /// <inheritdoc/>
    public string Extension => "json";

    /// <inheritdoc/>
    public string FileName(string outputName, string photoName) => $"{Folder}/{outputName}.{Extension}";

    /// <inheritdoc/>
    public void Write(Stream stream, SegmentedPhoto segmented)
    {
        ArgumentNullException.ThrowIfNull(segmented);
        ObjectMap objects = segmented.Objects;
        IEnumerable<JsonObject> shapes = ObjectMeasures.Each(segmented).SelectMany((measures, i)
            => BridgedPolygons.Of(objects, i + 1).Select(polygon => Shape(polygon, i + 1, measures.Score)));
        var file = new JsonObject
        {
            ["version"] = Version,
            ["flags"] = new JsonObject(),
            ["shapes"] = new JsonArray([.. shapes]),
            ["imagePath"] = Path.GetFileName(DatasetPhoto.ShortName(segmented.OutputName, segmented.Name)),
            ["imageData"] = null,
            ["imageHeight"] = objects.Height,
            ["imageWidth"] = objects.Width,
        };
        JsonSerializer.Serialize(stream, file, Text);
    }

    private static JsonObject Shape(List<(int X, int Y)> polygon, int identity, double score) => new JsonObject
    {
        ["label"] = ObjectClass.Name,
        ["points"] = new JsonArray([.. polygon.Select(corner => new JsonArray(corner.X, corner.Y))]),
        ["group_id"] = identity,
        ["description"] = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"score {score:0.####}"),
        ["shape_type"] = "polygon",
        ["flags"] = new JsonObject(),
        ["mask"] = null,
    };
}
