using PerturbSeg.Torch.Operators;

namespace PerturbSeg.Torch.Tests.Operators;

public sealed class NeighbourhoodTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(1, 2)]
    [InlineData(2, 3)]
    public void NeighboursLieWhereTheLatticeSays(int radius, int spacing)
    {
        using var scope = new TensorScope();
        const int height = 3, width = 4, channels = 2;
        float[] values = [.. Enumerable.Range(1, channels * height * width).Select(value => (float)value)];
        Tensor neighbours = Neighbourhood.Of(Tensor.From<float>(values, [1, channels, height, width]), radius, spacing);
        int side = (2 * radius) + 1;
        neighbours.Shape.ToArray().ShouldBe([1, channels, side * side, height * width]);
        var expected = new List<float>();
        for (int c = 0; c < channels; c++)
            for (int n = 0; n < side * side; n++)
                for (int p = 0; p < height * width; p++)
                    expected.Add(At(c, (p / width) + (((n / side) - radius) * spacing), (p % width) + (((n % side) - radius) * spacing)));
        neighbours.ToArray<float>().ShouldBe(expected);

        float At(int c, int y, int x) => y is < 0 or >= height || x is < 0 or >= width ? 0 : values[(((c * height) + y) * width) + x];
    }
}
