using PerturbSeg.Masks;
using PerturbSeg.Outputs;

namespace PerturbSeg.Tests.Outputs;

public sealed class CocoRunLengthsTests
{
    [Fact]
    public void Runs_go_down_the_columns_and_begin_with_background()
    {
        Runs(DrawnMask.Of("....", ".##.", ".##.", "....")).ShouldBe([5, 2, 2, 2, 5]);
        Runs(DrawnMask.Of("#.", "##")).ShouldBe([0, 2, 1, 1]);
        Runs(DrawnMask.Of("...")).ShouldBe([3]);
        Runs(DrawnMask.Of("##", "##")).ShouldBe([0, 4]);
    }

    // 52203 stands in the tests of other readers of the format; the others are worked out by hand from its definition.
    [Theory]
    [InlineData("52203", 5, 2, 2, 2, 5)]
    [InlineData("P2", 64 - 32 + 32)] // 64 = 2 · 32: digit 0 with more to come, then 2
    [InlineData("`0", 16)] // 16 alone would have the sign's bit set
    [InlineData("0412M", 0, 4, 1, 6, -2)] // 6 − 4 and −2 − 1: differences from the run before the last
    public void Strings_are_those_of_the_format(string expected, params int[] runs)
        => CocoRunLengths.Compress([.. runs.Select(run => (long)run)]).ShouldBe(expected);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_string_gives_the_mask_back(int seed)
    {
        var random = new Random(seed);
        int width = random.Next(1, 60), height = random.Next(1, 400);
        double rate = Math.Pow(random.NextDouble(), 3);
        bool value = false;
        Mask mask = DrawnMask.Paint(width, height, (_, _) => value ^= random.NextDouble() < rate);
        List<long> runs = Expand(CocoRunLengths.Compress(Runs(mask)));

        runs.Sum().ShouldBe(width * height);
        float[] columns = [.. runs.SelectMany((run, i) => Enumerable.Repeat((float)(i % 2), (int)run))];
        for (int i = 0; i < columns.Length; i++)
            mask.Values[(i % height * width) + (i / height)].ShouldBe(columns[i]);
    }

    private static List<long> Runs(Mask mask) => CocoRunLengths.Of(ObjectMap.Of(mask), 1);

    /// <summary>A second reading of the format.</summary>
    private static List<long> Expand(string text)
    {
        var runs = new List<long>();
        for (int at = 0; at < text.Length;)
        {
            long number = 0;
            int shift = 0, digit;
            do
            {
                digit = text[at++] - 48;
                number |= (long)(digit & 31) << shift;
                shift += 5;
            }
            while ((digit & 32) != 0);
            if ((digit & 16) != 0)
                number |= -1L << shift;
            runs.Add(runs.Count > 2 ? number + runs[^2] : number);
        }

        return runs;
    }
}
