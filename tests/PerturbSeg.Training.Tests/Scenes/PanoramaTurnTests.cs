using PerturbSeg.Torch;
using PerturbSeg.Training.Scenes;
using PerturbSeg.Training.Tests.Networks;

namespace PerturbSeg.Training.Tests.Scenes;

public sealed class PanoramaTurnTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 0)]
    [InlineData(4, 0)]
    [InlineData(-1, 0)]
    [InlineData(0, 2)]
    [InlineData(0, -2)]
    [InlineData(3, 1)]
    [InlineData(-7, 3)]
    public void A_turn_rolls_the_background_and_nothing_else(int x, int y)
    {
        using var scope = new TensorScope();
        const int height = 3, width = 5;
        Layers layers = SceneTensors.Random(1, height, width);
        Layers turned = PanoramaTurn.Turn(layers, Tensor.From<long>([x, y], [1, 2]));
        int right = ((-x % width) + width) % width, down = ((-y % height) + height) % height; // what lies turned on comes to the front
        turned.Background.ShouldBeSame(
            TinyNetworks.Roll(TinyNetworks.Roll(layers.Background, WrappedAxes.X, right), WrappedAxes.Y, down));
        turned.Foreground.ShouldBeSameAs(layers.Foreground);
        turned.Mask.ShouldBeSameAs(layers.Mask);
    }

    [Fact]
    public void Each_scene_turns_by_its_own_angle_and_all_angles_are_drawn()
    {
        using var scope = new TensorScope();
        using var random = new RandomGenerator(1);
        const int width = 6, count = 300;
        Tensor columns = Tensor.Range(0, width).Reshape(1, 1, 1, width).Expand(count, 3, width, width);
        float[] background = new PanoramaTurn()
            .Apply(new Layers(columns, columns, Tensor.Zeros([count, 1, width, width])), random).Background.ToArray<float>();
        int[] turns = new int[width];
        for (int row = 0; row < background.Length / width; row++)
        {
            int turn = (int)background[row * width];
            for (int x = 0; x < width; x++)
                background[(row * width) + x].ShouldBe((turn + x) % width);
            turns[turn]++;
        }

        turns.ShouldAllBe(rows => rows > 20 * 3 * width && rows < 90 * 3 * width); // 50 scenes each, standard deviation 6.5
    }

    [Theory]
    [InlineData(WrappedAxes.None, 1, 0, 0, 0, 0)]
    [InlineData(WrappedAxes.X, 1, 0, 15, 0, 0)]
    [InlineData(WrappedAxes.Y, 1, 0, 0, 0, 7)]
    [InlineData(WrappedAxes.Both, 1, 0, 15, 0, 7)]
    [InlineData(WrappedAxes.Both, 0.5, -4, 4, -2, 2)]
    [InlineData(WrappedAxes.X, 0.1, -1, 1, 0, 0)]
    [InlineData(WrappedAxes.Both, 0, 0, 0, 0, 0)]
    public void All_turns_of_the_range_are_drawn_along_the_axes_that_go_around(
        WrappedAxes axes, double range, int leastX, int mostX, int leastY, int mostY)
    {
        using var scope = new TensorScope();
        using var random = new RandomGenerator(1);
        long[] turns = new PanoramaTurn(axes, range).Draw(SceneTensors.Random(400, 8, 16), random).ToArray<long>();
        Drawn(0).ShouldBe(Enumerable.Range(leastX, mostX - leastX + 1).Select(turn => (long)turn));
        Drawn(1).ShouldBe(Enumerable.Range(leastY, mostY - leastY + 1).Select(turn => (long)turn));

        IEnumerable<long> Drawn(int axis) => turns.Where((_, place) => place % 2 == axis).Distinct().Order();
    }

    [Fact]
    public void On_a_cylinder_the_full_circle_draws_what_it_drew_without_a_vertical_axis()
    {
        using var scope = new TensorScope();
        using RandomGenerator random = new(1), plain = new(1);
        Layers layers = SceneTensors.Random(5, 8, 8);
        new PanoramaTurn().Draw(layers, random).Slice(1, 0, 1).ShouldBeSame(Tensor.Integers(plain, 0, 8, 5, 1));
        Tensor.Uniform(random, 1).ShouldBeSame(Tensor.Uniform(plain, 1));
    }
}
