using PerturbSeg.Mending;

namespace PerturbSeg.Tests.Mending;

public sealed class RunningMeanTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(9)]
    public void EachValueIsTheMeanOfTheSquareAroundIt(int radius)
    {
        const int width = 7, height = 5;
        var random = new Random(1);
        float[] values = [.. Enumerable.Range(0, width * height).Select(_ => random.NextSingle())];
        float[] blurred = new float[values.Length];

        var mean = new RunningMean(width, height, radius);
        for (int row = 0, taken = 0; row < height; row++)
        {
            for (; mean.Wanted > 0; taken++)
                mean.Take(values.AsSpan(taken * width, width));
            mean.Give(blurred.AsSpan(row * width, width));
        }

        for (int row = 0; row < height; row++)
        {
            for (int column = 0; column < width; column++)
            {
                IEnumerable<float> around =
                    from y in Enumerable.Range(row - radius, (2 * radius) + 1)
                    from x in Enumerable.Range(column - radius, (2 * radius) + 1)
                    where y >= 0 && y < height && x >= 0 && x < width
                    select values[(y * width) + x];
                blurred[(row * width) + column].ShouldBe(around.Average(), 1e-6f);
            }
        }
    }
}
