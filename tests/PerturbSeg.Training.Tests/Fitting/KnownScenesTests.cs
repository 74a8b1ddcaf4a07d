using PerturbSeg.Torch;
using PerturbSeg.Training.Fitting;
using PerturbSeg.Training.Networks;
using PerturbSeg.Training.Settings;

namespace PerturbSeg.Training.Tests.Fitting;

public sealed class KnownScenesTests
{
    // Of eight columns, half a circle is ±2 columns: ±90°.
    [Theory]
    [InlineData(true, 1, 8)]
    [InlineData(true, 0.5, 5)]
    [InlineData(true, 0, 1)]
    [InlineData(false, 1, 1)]
    public void TurnsAreThoseOfTheTrainingAlongX(bool panorama, double range, int different)
    {
        using var scope = new TensorScope();
        using var random = new RandomGenerator(1);
        var training = new TrainingOptions
        {
            Network = new NetworkOptions { Resolution = 8, Width = 0.05, LatentSize = 8, Panorama = panorama, PanoramaVertical = true },
            TurnRange = range,
            Precision = ScalarType.Float32,
        };
        using var generator = new LayeredGenerator(training.Network, random);
        float[] directions = KnownScenes.Draw(generator, training, 100, 0.25, -0.5, 0.5, random).TurnDirections.ToArray<float>();
        int[] columns = [.. directions.Chunk(2).Select(d => (int)Math.Round(Math.Atan2(d[1], d[0]) * 4 / Math.PI))];
        columns.Select(column => (column + 8) % 8).Distinct().Count().ShouldBe(different);
        columns.ShouldAllBe(column => Math.Abs(column) <= 4 * range);
    }

    [Fact]
    public void ObjectsLieAnywhereWithinTheRangeAndHaveAnySizeOfIt()
    {
        using var scope = new TensorScope();
        using var random = new RandomGenerator(1);
        var training = new TrainingOptions { Network = new NetworkOptions { Resolution = 8, Width = 0.05, LatentSize = 8 }, Precision = ScalarType.Float32 };
        using var generator = new LayeredGenerator(training.Network, random);
        KnownScenes scenes = KnownScenes.Draw(generator, training, 200, 0.2, -0.4, 0.1, random);
        float[] shifts = scenes.Shifts.ToArray<float>(), scales = scenes.LogScales.ToArray<float>();
        (shifts.Min(), shifts.Max()).ShouldSatisfyAllConditions(range => range.Item1.ShouldBeInRange(-0.2f, -0.19f), range => range.Item2.ShouldBeInRange(0.19f, 0.2f));
        (scales.Min(), scales.Max()).ShouldSatisfyAllConditions(range => range.Item1.ShouldBeInRange(-0.4f, -0.38f), range => range.Item2.ShouldBeInRange(0.09f, 0.1f));
    }
}
