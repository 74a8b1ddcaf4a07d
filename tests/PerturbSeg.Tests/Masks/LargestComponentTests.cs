using PerturbSeg.Masks;

namespace PerturbSeg.Tests.Masks;

public sealed class LargestComponentTests
{
    [Theory]
    [InlineData("####", 1.0)]
    [InlineData("##..|..##", 0.5)] // corners do not touch
    [InlineData("#.#|#.#|###", 1.0)]
    [InlineData("###.|...#|#..#", 0.5)]
    [InlineData("...#|#...", 0.5)] // the end of a row does not touch the start of the next
    public void PiecesAreCountedByHand(string rows, double expected)
    {
        float[] mask = [.. rows.Where(c => c != '|').Select(c => c == '#' ? 0.5f : 0.49f)];
        LargestComponent.Share(mask, rows.Split('|')[0].Length)!.Value.ShouldBe(expected, 1e-15);
    }

    [Fact]
    public void AnEmptyMaskHasNoPiece() => LargestComponent.Share(new float[12], 4).ShouldBeNull();

    [Fact]
    public void RaggedRowsAreRefused() => Should.Throw<ArgumentException>(() => LargestComponent.Share(new float[7], 3));

    [Fact]
    public void RandomMasksAgreeWithSpreadingTheLeastNumber()
    {
        var random = new Random(11);
        foreach (int width in (int[])[1, 7, 30])
        {
            float[] mask = [.. Enumerable.Range(0, width * 20).Select(_ => random.NextSingle() < 0.6f ? 1f : 0f)];
            LargestComponent.Share(mask, width)!.Value.ShouldBe(BySpreading(mask, width), 1e-15);
        }
    }

    // Every object pixel takes the least number among itself and its neighbours, until nothing changes.
    private static double BySpreading(float[] mask, int width)
    {
        int[] number = [.. Enumerable.Range(0, mask.Length)];
        for (bool changed = true; changed;)
        {
            changed = false;
            for (int i = 0; i < mask.Length; i++)
                for (int j = 0; j < mask.Length; j++)
                {
                    bool touch = Math.Abs((i % width) - (j % width)) + Math.Abs((i / width) - (j / width)) == 1;
                    if (!touch || mask[i] == 0 || mask[j] == 0 || number[j] >= number[i])
                        continue;
                    number[i] = number[j];
                    changed = true;
                }
        }

        int[] ofObject = [.. number.Where((_, i) => mask[i] > 0)];
        return ofObject.GroupBy(n => n).Max(component => component.Count()) / (double)ofObject.Length;
    }
}
