using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using PerturbSeg.Imaging;
using PerturbSeg.Masks;
using PerturbSeg.Outputs;
using PerturbSeg.Tests.Imaging;
using PerturbSeg.Tests.Shared;

namespace PerturbSeg.Tests.Outputs;

/// <summary>What is written is read again by the rules of the programs that it is for, and must be the objects that went in.</summary>
public sealed class AnnotationFormatsTests : IDisposable
{
    private const int Width = 120, Height = 60;
    private static readonly string[] s_sides = ["xmin", "ymin", "xmax", "ymax"];
    private readonly TemporaryFolder _folder = new();
    private readonly SegmentedPhoto _two, _empty;

    public AnnotationFormatsTests()
    {
        // The first object has a hole with a dot in it, the second two holes.
        Mask mask = Polygons.RingsAndDot(60);
        var values = new Mask(Width, Height, Array.ConvertAll(mask.Values, value => value * 0.75f));
        byte[] identities = [.. mask.Values.Select((value, i) => value > 0 ? (byte)(i % Width < 60 ? 1 : 2) : (byte)0)];
        _two = new SegmentedPhoto("sub/two.png", TestPhotos.Gradient(Width, Height), values) { Objects = new ObjectMap(Width, Height, identities) };
        _empty = new SegmentedPhoto("none.jpg", TestPhotos.Gradient(4, 3), DrawnMask.Of("....", "....", "...."));
    }

    public void Dispose() => _folder.Dispose();

    // Ultralytics, data/utils.py: rows of more than six words are polygons; corners in [0, 1]; classes below the number of names.
    [Fact]
    public void Yolo_labels_are_a_polygon_an_object()
    {
        string[] lines = Text(new YoloLabels(), _two).TrimEnd('\n').Split('\n');
        lines.Length.ShouldBe(2);
        for (int i = 0; i < lines.Length; i++)
        {
            string[] words = lines[i].Split(' ');
            words.Length.ShouldBeGreaterThan(6);
            (words.Length % 2).ShouldBe(1);
            words[0].ShouldBe("0");
            double[] shares = [.. words.Skip(1).Select(word => double.Parse(word, CultureInfo.InvariantCulture))];
            shares.ShouldAllBe(share => share >= 0 && share <= 1);
            // Readers cut decimals off: a corner is where it was.
            (double X, double Y)[] corners = [.. shares.Chunk(2).Select(pair => (Math.Floor(pair[0] * Width), Math.Floor(pair[1] * Height)))];
            Polygons.WrongAwayFromOutlines(Polygons.Fill(Width, Height, [corners]), Object(i + 1)).ShouldBe(0);
        }

        Text(new YoloLabels(), _empty).ShouldBeEmpty(); // a photo of background
    }

    // Ultralytics, data/utils.py: 'train', 'val' and 'names' must be there, as many names as 'nc'; without 'path' the file's own folder is the root.
    [Fact]
    public void Yolo_data_names_folders_beside_it()
    {
        DatasetFile file = SegmentationOutputs.Parse("yolo").Datasets.ShouldHaveSingleItem();
        Dictionary<string, string> keys = file.Content.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => !line.StartsWith('#'))
            .Select(line => line.Split(':', 2)).ToDictionary(pair => pair[0].Trim(), pair => pair[1].Trim());
        (keys["train"], keys["val"], keys["nc"], keys["0"]).ShouldBe(("images", "images", "1", "object"));
        keys.ShouldContainKey("names");
        keys.ShouldNotContainKey("path");
    }

    // Ultralytics, data/utils.py: sb.join(path.rsplit(sa, 1)) with the last '/images/' of the path.
    [Theory]
    [InlineData("sub/a.x", "yolo/labels/sub/a.x.txt")]
    [InlineData("train/images/a", "yolo/images/train/labels/a.txt")]
    [InlineData("images/a", "yolo/images/labels/a.txt")]
    public void Yolo_labels_lie_where_readers_look(string outputName, string expected)
    {
        IReadOnlyList<ISegmentationOutput> files = SegmentationOutputs.Parse("yolo").Files;
        string labels = files[0].FileName(outputName, outputName + ".png"), photo = files[1].FileName(outputName, outputName + ".png");
        labels.ShouldBe(expected);
        int last = photo.LastIndexOf("/images/", StringComparison.Ordinal);
        Path.ChangeExtension($"{photo[..last]}/labels/{photo[(last + 8)..]}", ".txt").ShouldBe(labels);
    }

    // labelme, label_file.py: the keys that it reads; shapes of one group_id are one instance; imagePath is relative to the file.
    [Fact]
    public void Labelme_files_have_what_labelme_reads()
    {
        JsonElement file = JsonDocument.Parse(Text(new LabelmeOutput(), _two)).RootElement;
        file.EnumerateObject().Select(entry => entry.Name).ShouldBe(["version", "flags", "shapes", "imagePath", "imageData", "imageHeight", "imageWidth"]);
        file.GetProperty("version").GetString()!.ShouldMatch(@"^5\.\d+\.\d+$");
        file.GetProperty("imageData").ValueKind.ShouldBe(JsonValueKind.Null);
        (file.GetProperty("imagePath").GetString(), file.GetProperty("imageWidth").GetInt32(), file.GetProperty("imageHeight").GetInt32()).ShouldBe(("two.png", Width, Height));
        JsonElement[] shapes = [.. file.GetProperty("shapes").EnumerateArray()];
        foreach (JsonElement shape in shapes)
        {
            shape.EnumerateObject().Select(entry => entry.Name).ShouldBe(["label", "points", "group_id", "description", "shape_type", "flags", "mask"]);
            (shape.GetProperty("label").GetString(), shape.GetProperty("shape_type").GetString()).ShouldBe(("object", "polygon"));
            shape.GetProperty("points").GetArrayLength().ShouldBeGreaterThan(2); // labelme refuses fewer
            shape.GetProperty("description").GetString().ShouldBe("score 0.75");
        }

        shapes.Select(shape => shape.GetProperty("group_id").GetInt32()).ShouldBe([1, 1, 2]);
        for (int identity = 1; identity <= 2; identity++)
        {
            IEnumerable<IReadOnlyList<(double X, double Y)>> polygons = shapes.Where(shape => shape.GetProperty("group_id").GetInt32() == identity).Select(shape
                => (IReadOnlyList<(double X, double Y)>)[.. shape.GetProperty("points").EnumerateArray().Select(point => (point[0].GetDouble(), point[1].GetDouble()))]);
            Polygons.WrongAwayFromOutlines(Polygons.Fill(Width, Height, polygons), Object(identity)).ShouldBe(0);
        }

        JsonDocument.Parse(Text(new LabelmeOutput(), _empty)).RootElement.GetProperty("shapes").GetArrayLength().ShouldBe(0);
    }

    // VOC2012 development kit: annotations count pixels from 1 and include the last; masks are 8-bit PNGs with the challenge's palette.
    [Fact]
    public void Voc_boxes_hold_their_objects_to_the_pixel()
    {
        XElement annotation = XElement.Parse(Text(new VocAnnotation(), _two));
        annotation.Name.LocalName.ShouldBe("annotation");
        ((string)annotation.Element("folder")!, (string)annotation.Element("filename")!).ShouldBe(("JPEGImages", "sub/two.png"));
        XElement size = annotation.Element("size")!;
        ((int)size.Element("width")!, (int)size.Element("height")!, (int)size.Element("depth")!).ShouldBe((Width, Height, 3));
        ((int)annotation.Element("segmented")!).ShouldBe(1);
        XElement[] objects = [.. annotation.Elements("object")];
        objects.Length.ShouldBe(2);
        for (int i = 0; i < objects.Length; i++)
        {
            ((string)objects[i].Element("name")!, (string)objects[i].Element("pose")!, (int)objects[i].Element("truncated")!, (int)objects[i].Element("difficult")!)
                .ShouldBe(("object", "Unspecified", 0, 0));
            int[] box = [.. s_sides.Select(side => (int)objects[i].Element("bndbox")!.Element(side)!)];
            (int X, int Y)[] pixels = [.. Enumerable.Range(0, Width * Height).Where(p => _two.Objects.Identities[p] == i + 1).Select(p => ((p % Width) + 1, (p / Width) + 1))];
            box.ShouldBe([pixels.Min(p => p.X), pixels.Min(p => p.Y), pixels.Max(p => p.X), pixels.Max(p => p.Y)]);
        }

        Text(new VocAnnotation(), _empty).ShouldNotContain("<object>");
    }

    [Fact]
    public void Voc_masks_are_numbers_with_the_palette_of_the_challenge()
    {
        (byte[] palette, byte[] numbers) = IndexedPng.Read(Bytes(new VocMask("SegmentationObject", ofObjects: true), _two), Width, Height);
        numbers.ShouldBe(_two.Objects.Identities);
        // The published colours of background, aeroplane, bicycle, bird, tv monitor and void.
        foreach ((int number, byte[] color) in new (int, byte[])[] { (0, [0, 0, 0]), (1, [128, 0, 0]), (2, [0, 128, 0]), (3, [128, 128, 0]), (8, [64, 0, 0]), (20, [0, 64, 128]), (255, [224, 224, 192]) })
            palette[(3 * number)..((3 * number) + 3)].ShouldBe(color);
        IndexedPng.Read(Bytes(new VocMask("SegmentationClass", ofObjects: false), _two), Width, Height).Numbers
            .ShouldBe(Array.ConvertAll(_two.Objects.Identities, identity => (byte)(identity > 0 ? 1 : 0)));
        SegmentationOutputs.Parse("voc").Datasets.ShouldHaveSingleItem().Content.ShouldContain("object:128,0,0::\n");
    }

    [Fact]
    public void A_palette_mask_is_read_by_libvips_as_its_colours()
    {
        byte[] file = Bytes(new VocMask("SegmentationObject", ofObjects: true), _two);
        Photo colors = new PhotoDecoder().Decode(file);
        for (int i = 0; i < _two.Objects.Identities.Length; i++)
            colors.Pixels[(3 * i)..((3 * i) + 3)].ShouldBe(_two.Objects.Identities[i] switch { 0 => [0, 0, 0], 1 => [128, 0, 0], _ => [0, 128, 0] });
    }

    [Fact]
    public void Svg_paths_leave_holes_out_by_the_even_odd_rule()
    {
        XNamespace svg = "http://www.w3.org/2000/svg";
        XElement root = XElement.Parse(Text(new SvgOutput(), _two));
        root.Name.ShouldBe(svg + "svg");
        ((string)root.Attribute("viewBox")!).ShouldBe($"0 0 {Width} {Height}");
        XElement[] paths = [.. root.Elements(svg + "path")];
        paths.Select(path => ((string)path.Attribute("fill-rule")!, (string)path.Attribute("data-score")!)).ShouldBe([("evenodd", "0.75"), ("evenodd", "0.75")]);
        for (int i = 0; i < paths.Length; i++)
        {
            string data = (string)paths[i].Attribute("d")!;
            data.ShouldMatch(@"^(M\d+,\d+( \d+,\d+){2,}Z ?)+$"); // what follows a move is lines
            IEnumerable<IReadOnlyList<(double X, double Y)>> loops = data.Split('M', StringSplitOptions.RemoveEmptyEntries).Select(loop
                => (IReadOnlyList<(double X, double Y)>)[.. Regex.Matches(loop, @"(\d+),(\d+)").Select(corner => (double.Parse(corner.Groups[1].Value, CultureInfo.InvariantCulture), double.Parse(corner.Groups[2].Value, CultureInfo.InvariantCulture)))]);
            Polygons.WrongAwayFromOutlines(Polygons.Fill(Width, Height, loops, together: true), Object(i + 1)).ShouldBe(0);
        }
    }

    [Fact]
    public void Coco_has_an_annotation_an_object_with_its_holes()
    {
        var table = new CocoTable();
        using var stream = new MemoryStream();
        table.Write(stream, [table.Entry(_two)]);
        JsonElement[] annotations = [.. JsonDocument.Parse(stream.ToArray()).RootElement.GetProperty("annotations").EnumerateArray()];
        annotations.Select(annotation => (annotation.GetProperty("id").GetInt32(), annotation.GetProperty("image_id").GetInt32(), annotation.GetProperty("score").GetDouble()))
            .ShouldBe([(1, 1, 0.75), (2, 1, 0.75)]);
        for (int i = 0; i < annotations.Length; i++)
        {
            annotations[i].GetProperty("area").GetInt32().ShouldBe(_two.Objects.Identities.Count(identity => identity == i + 1));
            IEnumerable<IReadOnlyList<(double X, double Y)>> polygons = annotations[i].GetProperty("polygons").EnumerateArray().Select(polygon
                => (IReadOnlyList<(double X, double Y)>)[.. polygon.EnumerateArray().Chunk(2).Select(corner => (corner[0].GetDouble(), corner[1].GetDouble()))]);
            Polygons.WrongAwayFromOutlines(Polygons.Fill(Width, Height, polygons), Object(i + 1)).ShouldBe(0);
        }
    }

    [Fact]
    public void Photos_of_data_sets_are_copied_and_turned_ones_saved_upright()
    {
        var output = new DatasetPhoto("voc", "voc/JPEGImages");
        Photo photo = TestPhotos.Gradient(8, 6);
        string plain = _folder.Write("a.jpg", PhotoEncoder.Encode(photo, PhotoFormat.Jpeg));
        var segmented = new SegmentedPhoto("a.jpg", photo, new Mask(8, 6, new float[48])) { Path = plain };
        Bytes(output, segmented).ShouldBe(File.ReadAllBytes(plain));

        byte[] turned = PhotoEncoder.Encode(photo.Pixels, 8, 6, 3, PhotoFormat.Jpeg, orientation: 6);
        PhotoDecoder.ReadHeader(turned).IsUpright.ShouldBeFalse();
        Photo seen = new PhotoDecoder().Decode(turned);
        byte[] saved = Bytes(output, new SegmentedPhoto("a.jpg", seen, new Mask(6, 8, new float[48])) { Path = _folder.Write("b.jpg", turned) });
        PhotoDecoder.ReadHeader(saved).ShouldBe(new PhotoHeader(PhotoFormat.Jpeg, 6, 8));
        TestPhotos.ShouldBeNearly(new PhotoDecoder().Decode(saved).Pixels.AsSpan(0, 3), seen.Pixels[0], seen.Pixels[1], seen.Pixels[2], within: 12);

        string webp = _folder.Write("c.webp", PhotoEncoder.Encode(photo, PhotoFormat.WebP, quality: 100));
        byte[] png = Bytes(output, new SegmentedPhoto("c.webp", photo, new Mask(8, 6, new float[48])) { Path = webp });
        output.FileName("c", "c.webp").ShouldBe("voc/JPEGImages/c.png");
        PngReader.Read(png).Pixels.ShouldBe(photo.Pixels);
    }

    private Mask Object(int identity) => new(Width, Height, Array.ConvertAll(_two.Objects.Identities, value => value == identity ? 1f : 0f));

    private static string Text(ISegmentationOutput output, SegmentedPhoto segmented) => Encoding.UTF8.GetString(Bytes(output, segmented));

    private static byte[] Bytes(ISegmentationOutput output, SegmentedPhoto segmented)
    {
        using var stream = new MemoryStream();
        output.Write(stream, segmented);
        return stream.ToArray();
    }
}
