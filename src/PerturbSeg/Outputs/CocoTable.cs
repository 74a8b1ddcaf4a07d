using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using PerturbSeg.Masks;

namespace PerturbSeg.Outputs;

/// <summary>
/// Objects as COCO annotations, one each. <c>segmentation</c> is the exact mask in compressed run lengths; <c>polygons</c>, an
/// addition, its outlines to within a pixel, [x, y, x, y, …] for each part, with ways to its holes (<see cref="BridgedPolygons"/>), for
/// programs that take no run lengths; <c>doubt</c> of images, an addition too, how doubtful the mask is (<see cref="SegmentedPhoto.Doubt"/>).
/// </summary>
/// <remarks>Form: the COCO data format, object detection, with the score of its result format.</remarks>
public sealed class CocoTable : ISegmentationTable
{
    private const int Category = 1, MostPending = 1 << 16;
    private static readonly JsonSerializerOptions Text = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <inheritdoc/>
    public string Format => "coco";

    /// <inheritdoc/>
    public string FileName => "annotations.json";

    /// <inheritdoc/>
    public string Entry(SegmentedPhoto segmented)
    {
        ArgumentNullException.ThrowIfNull(segmented);
        ObjectMap objects = segmented.Objects;
        var image = new JsonObject { ["file_name"] = segmented.Name, ["width"] = objects.Width, ["height"] = objects.Height };
        if (segmented.Doubt is { } doubt)
            image["doubt"] = Math.Round(doubt, 4);
        return EntryOf(image, ObjectMeasures.Each(segmented).Select((measures, i) => Annotation(objects, i + 1, measures))).ToJsonString(Text);
    }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Read(string content)
    {
        try
        {
            JsonObject file = JsonNode.Parse(content)!.AsObject();
            ILookup<long, JsonObject> annotations = file["annotations"]!.AsArray().Select(node => node!.AsObject())
                .ToLookup(annotation => annotation["image_id"]!.GetValue<long>());
            return file["images"]!.AsArray().Select(node => node!.AsObject()).ToDictionary(
                image => image["file_name"]!.GetValue<string>(),
                image => EntryOf(image, annotations[image["id"]!.GetValue<long>()]).ToJsonString(Text),
                StringComparer.Ordinal);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or NullReferenceException or ArgumentException)
        {
            throw new FormatException("it holds no COCO annotations", exception);
        }
    }

    /// <inheritdoc/>
    public void Write(Stream stream, IEnumerable<string> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        using var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Encoder = Text.Encoder });
        writer.WriteStartObject();
        Write("info", new JsonObject { ["description"] = "Masks by PerturbSeg" });
        Write("licenses", new JsonArray());
        Write("categories", new JsonArray(new JsonObject { ["id"] = Category, ["name"] = ObjectClass.Name, ["supercategory"] = ObjectClass.Name }));
        int images = 0, annotations = 0;
        writer.WriteStartArray("images");
        foreach (string text in entries) // one at a time, and twice: the list may be long
        {
            JsonObject image = JsonNode.Parse(text)!["image"]!.AsObject();
            image["id"] = ++images;
            WriteOn(image);
        }

        writer.WriteEndArray();
        writer.WriteStartArray("annotations");
        images = 0;
        foreach (string text in entries)
        {
            images++;
            foreach (JsonNode? found in JsonNode.Parse(text)!["annotations"]!.AsArray())
            {
                (found!["id"], found["image_id"]) = (++annotations, images);
                WriteOn(found);
            }
        }

        writer.WriteEndArray();
        writer.WriteEndObject();

        void Write(string name, JsonNode value)
        {
            writer.WritePropertyName(name);
            value.WriteTo(writer, Text);
        }

        void WriteOn(JsonNode value)
        {
            value.WriteTo(writer, Text);
            if (writer.BytesPending > MostPending)
                writer.Flush();
        }
    }

    private static JsonObject EntryOf(JsonObject image, IEnumerable<JsonObject> annotations) => new()
    {
        ["image"] = image.DeepClone(),
        ["annotations"] = new JsonArray([.. annotations.Select(annotation => annotation.DeepClone())]),
    };

    private static JsonObject Annotation(ObjectMap objects, int identity, ObjectMeasures measures) => new()
    {
        ["category_id"] = Category,
        ["segmentation"] = new JsonObject
        {
            ["size"] = Numbers([objects.Height, objects.Width]),
            ["counts"] = CocoRunLengths.Compress(CocoRunLengths.Of(objects, identity)),
        },
        ["polygons"] = new JsonArray([.. BridgedPolygons.Of(objects, identity).Select(polygon => Numbers(polygon.SelectMany(corner => new[] { corner.X, corner.Y })))]),
        ["area"] = measures.Area,
        ["bbox"] = Numbers([measures.Left, measures.Top, measures.Width, measures.Height]),
        ["iscrowd"] = 0,
        ["score"] = measures.Score,
    };

    private static JsonArray Numbers(IEnumerable<int> numbers) => new([.. numbers.Select(number => (JsonNode)number)]);
}
