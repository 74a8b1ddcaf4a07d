using PerturbSeg.Scenes;
using PerturbSeg.Torch;

namespace PerturbSeg.Tests.Scenes;

public sealed class PanoramaTurnTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4)]
    public void A_turn_rolls_the_background_and_nothing_else(int turn)
    {
        using var scope = new TensorScope();
        Layers layers = SceneTensors.Random(1, 3, 5);
        Layers turned = PanoramaTurn.Turn(layers, Tensor.From<long>([turn], [1, 1]));
        Tensor rolled = Tensor.Concatenate([layers.Background.Slice(3, turn, 5), layers.Background.Slice(3, 0, turn)], 3);
        turned.Background.ShouldBeSame(rolled);
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
}
