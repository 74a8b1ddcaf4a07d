using System.Text;
using System.Text.Json;
using PerturbSeg.Masks;
using PerturbSeg.Outputs;
using PerturbSeg.Segmentation;
using PerturbSeg.Tests.Shared;

namespace PerturbSeg.Tests.Outputs;

public sealed class SegmentationTablesTests
{
    private static readonly SegmentedPhoto s_square = Photo("sub/a.jpg", new Mask(4, 3, [0, 0, 0, 0, 0, 1, 0.6f, 0.2f, 0, 0, 0, 0]));
    private static readonly SegmentedPhoto s_empty = Photo("b, \"c\".png", DrawnMask.Of("...."));

    [Fact]
    public void Annotations_have_what_readers_of_the_format_need()
    {
        JsonElement file = JsonDocument.Parse(Text(new CocoTable(), s_square, s_empty)).RootElement;
        file.GetProperty("images").GetArrayLength().ShouldBe(2);
        JsonElement image = file.GetProperty("images")[0];
        image.GetProperty("file_name").GetString().ShouldBe("sub/a.jpg");
        (image.GetProperty("width").GetInt32(), image.GetProperty("height").GetInt32()).ShouldBe((4, 3));
        JsonElement annotation = file.GetProperty("annotations").EnumerateArray().ShouldHaveSingleItem();
        annotation.GetProperty("image_id").GetInt32().ShouldBe(image.GetProperty("id").GetInt32());
        annotation.GetProperty("category_id").GetInt32().ShouldBe(file.GetProperty("categories")[0].GetProperty("id").GetInt32());
        annotation.GetProperty("segmentation").GetProperty("size").ToString().ShouldBe("[3,4]"); // height first
        annotation.GetProperty("segmentation").GetProperty("counts").GetString().ShouldBe("41202"); // 4, 1, 2, 1, 4
        annotation.GetProperty("polygons").ToString().ShouldBe("[[3,1,3,2,1,2,1,1]]");
        annotation.GetProperty("area").GetInt32().ShouldBe(2);
        annotation.GetProperty("bbox").ToString().ShouldBe("[1,1,2,1]");
        annotation.GetProperty("score").GetDouble().ShouldBe(0.8);
        annotation.GetProperty("iscrowd").GetInt32().ShouldBe(0);
    }

    [Fact]
    public void Areas_have_a_line_a_photo()
        => Text(new AreaTable(), s_square, s_empty).ShouldBe(
            "photo,width,height,area,share,left,top,box_width,box_height,score,doubt\n" +
            "sub/a.jpg,4,3,2,0.166667,1,1,2,1,0.8,\n" +
            "\"b, \"\"c\"\".png\",4,1,0,0,0,0,0,0,0,\n");

    [Fact]
    public void Tables_say_how_doubtful_a_mask_is()
    {
        var found = new FoundObjects(s_square.Mask) { Doubt = 0.123456 };
        var judged = new SegmentedPhoto("a.jpg", s_square.Photo, found);
        Text(new AreaTable(), judged).ShouldEndWith(",0.8,0.1235\n");
        JsonDocument.Parse(Text(new CocoTable(), judged)).RootElement.GetProperty("images")[0].GetProperty("doubt").GetDouble().ShouldBe(0.1235);
        Text(new CocoTable(), s_square).ShouldNotContain("doubt");
    }

    [Fact]
    public void What_was_written_is_read_back_entry_by_entry()
    {
        SegmentedPhoto broken = Photo("c\nd.png", DrawnMask.Of("....")); // a file may be called so
        foreach (ISegmentationTable table in SegmentationOutputs.All.Tables)
        {
            table.Read(Text(table, broken)).Keys.ShouldBe([table.Key(broken.OutputName, broken.Name)]);
            IReadOnlyDictionary<string, string> entries = table.Read(Text(table, s_square, s_empty));
            entries.Keys.ShouldBe([table.Key(s_square.OutputName, s_square.Name), table.Key(s_empty.OutputName, s_empty.Name)]);
            using var again = new MemoryStream();
            table.Write(again, entries.Values);
            Encoding.UTF8.GetString(again.ToArray()).ShouldBe(Text(table, s_square, s_empty));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("photo;area\n")]
    [InlineData("{\"images\": 3}")]
    [InlineData("[1, 2]")]
    public void Another_file_is_no_table(string content)
    {
        foreach (ISegmentationTable table in SegmentationOutputs.All.Tables.Where(table => table is not VocImageSet)) // any lines are names
            Should.Throw<FormatException>(() => table.Read(content));
    }

    private static SegmentedPhoto Photo(string name, Mask mask) => new(name, TestPhotos.Gradient(mask.Width, mask.Height), mask);

    private static string Text(ISegmentationTable table, params SegmentedPhoto[] photos)
    {
        using var stream = new MemoryStream();
        table.Write(stream, photos.Select(table.Entry));
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
