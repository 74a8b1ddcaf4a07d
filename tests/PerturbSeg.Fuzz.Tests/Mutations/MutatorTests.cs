using System.Text;
using System.Text.Json;
using PerturbSeg.Fuzz.Mutations;
using PerturbSeg.Fuzz.Readers;
using PerturbSeg.Imaging;

namespace PerturbSeg.Fuzz.Tests.Mutations;

public sealed class MutatorTests
{
    private static readonly byte[][] s_seeds = [[.. Enumerable.Range(0, 50).Select(i => (byte)i)], "{\"a\":[1,2,{\"b\":\"c\"}]}"u8.ToArray()];

    [Fact]
    public void A_number_gives_the_same_file_again_and_other_numbers_others()
    {
        string[] once = Files(1), again = Files(1), other = Files(2);
        once.ShouldBe(again);
        once.Distinct().Count().ShouldBeGreaterThan(450);
        once.Intersect(other).Count().ShouldBeLessThan(60);

        static string[] Files(int campaign) => [.. Enumerable.Range(0, 500).Select(i => Convert.ToHexString(new Mutator(s_seeds, null, campaign).Mutation(i)))];
    }

    [Fact]
    public void Json_mostly_stays_json()
    {
        var mutation = new JsonMutation();
        string[] texts = [.. Enumerable.Range(0, 300).Select(i => Encoding.UTF8.GetString(mutation.Mutate(s_seeds[1], new Random(i))))];
        texts.Count(IsJson).ShouldBeGreaterThan(200);
        texts.Distinct().Count().ShouldBeGreaterThan(150);
    }

    [Fact]
    public void A_png_keeps_its_checksums()
    {
        using Reader png = PhotoReaders.Of(PhotoFormat.Png);
        byte[][] files = [.. Enumerable.Range(0, 100).Select(i => new PngMutation().Mutate(png.Seeds[0], new Random(i)))];
        files.Select(file => Record.Exception(() => png.Read(file))?.Message ?? string.Empty).ShouldNotContain(message => message.Contains("CRC", StringComparison.OrdinalIgnoreCase));
    }

    private static bool IsJson(string text)
    {
        try
        {
            JsonElement.Parse(text);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
