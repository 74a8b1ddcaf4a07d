using PerturbSeg.Torch;
using PerturbSeg.Training.Scenes;

namespace PerturbSeg.Training.Tests.Scenes;

public sealed class RandomShiftTests
{
    [Fact]
    public void No_shift_changes_nothing()
    {
        using var scope = new TensorScope();
        Layers layers = SceneTensors.Random(2, 5, 5);
        Layers shifted = RandomShift.Shift(layers, Tensor.Zeros([2, 2], type: ScalarType.Int64), 2);
        shifted.Foreground.ShouldBeSame(layers.Foreground);
        shifted.Mask.ShouldBeSame(layers.Mask);
        shifted.Background.ShouldBeSameAs(layers.Background);
    }

    [Theory]
    [InlineData(1, 0, 2, 3)]
    [InlineData(-2, 0, 2, 0)]
    [InlineData(0, 1, 3, 2)]
    [InlineData(2, -1, 1, 4)]
    public void Positive_x_moves_right_and_positive_y_moves_down(long x, long y, int row, int column)
    {
        using var scope = new TensorScope();
        var layers = new Layers(
            Tensor.Zeros([1, 3, 5, 5]), Tensor.Zeros([1, 3, 5, 5]), SceneTensors.Mask(1, 5, (_, r, c) => r == 2 && c == 2 ? 1 : 0));
        RandomShift.Shift(layers, Tensor.From<long>([x, y], [1, 2]), 2).Mask
            .ShouldBeSame(SceneTensors.Mask(1, 5, (_, r, c) => r == row && c == column ? 1 : 0));
    }

    [Fact]
    public void Foreground_and_mask_move_together_each_scene_by_its_own_shift_and_what_enters_is_zero()
    {
        using var scope = new TensorScope();
        const int side = 4;
        long[] shifts = [3, -2, 0, 1, -1, -3];
        Layers layers = SceneTensors.Random(3, side, side);
        Layers shifted = RandomShift.Shift(layers, Tensor.From<long>(shifts, [3, 2]), 3);
        double[] foreground = layers.Foreground.ToArray<double>(), mask = layers.Mask.ToArray<double>();
        double[] expectedForeground = new double[foreground.Length], expectedMask = new double[mask.Length];
        for (int n = 0; n < 3; n++)
        {
            for (int place = 0; place < side * side; place++)
            {
                int fromY = (place / side) - (int)shifts[(2 * n) + 1], fromX = (place % side) - (int)shifts[2 * n];
                if (fromY is < 0 or >= side || fromX is < 0 or >= side)
                    continue;
                int from = (fromY * side) + fromX;
                expectedMask[(n * side * side) + place] = mask[(n * side * side) + from];
                for (int c = 0; c < 3; c++)
                    expectedForeground[((((n * 3) + c) * side) * side) + place] = foreground[((((n * 3) + c) * side) * side) + from];
            }
        }

        shifted.Mask.ToArray<double>().ShouldBe(expectedMask);
        shifted.Foreground.ToArray<double>().ShouldBe(expectedForeground);
    }

    [Theory]
    [InlineData(0.125, 32, 4)]
    [InlineData(0.125, 64, 8)]
    [InlineData(0.1, 32, 3)]
    [InlineData(0, 128, 0)]
    [InlineData(0.125, 8, 1)]
    public void The_largest_shift_is_the_share_of_the_side(double range, long side, long pixels)
        => new RandomShift(range).MaxShiftPixels(side).ShouldBe(pixels);

    [Fact]
    public void Every_shift_of_the_range_is_drawn_and_none_beyond()
    {
        using var scope = new TensorScope();
        using var random = new RandomGenerator(1);
        const int side = 16, count = 1000, middle = 7;
        var layers = new Layers(
            Tensor.Zeros([count, 3, side, side]),
            Tensor.Zeros([count, 3, side, side]),
            SceneTensors.Mask(count, side, (_, row, column) => row == middle && column == middle ? 1 : 0));
        float[] mask = new RandomShift(0.125).Apply(layers, random).Mask.ToArray<float>();
        var drawn = new Dictionary<(int X, int Y), int>();
        for (int n = 0; n < count; n++)
        {
            int place = Array.IndexOf(mask, 1f, n * side * side, side * side) - (n * side * side);
            (int X, int Y) shift = ((place % side) - middle, (place / side) - middle);
            drawn[shift] = drawn.GetValueOrDefault(shift) + 1;
        }

        // 25 shifts of 40 draws each, standard deviation 6.
        drawn.Keys.ShouldAllBe(shift => Math.Abs(shift.X) <= 2 && Math.Abs(shift.Y) <= 2);
        drawn.Count.ShouldBe(25);
        drawn.Values.ShouldAllBe(times => times > 12 && times < 70);
    }

    [Fact]
    public void A_range_of_0_returns_the_layers_themselves()
    {
        using var scope = new TensorScope();
        using var random = new RandomGenerator(1);
        Layers layers = SceneTensors.Random(1, 4, 4);
        new RandomShift(0).Apply(layers, random).ShouldBeSameAs(layers);
    }
}
