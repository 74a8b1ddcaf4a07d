using PerturbSeg.Torch;
using PerturbSeg.Training.Scenes;

namespace PerturbSeg.Training.Tests.Scenes;

public sealed class BackgroundSwapTests
{
    [Fact]
    public void A_scene_gets_the_background_so_many_places_on_around_the_end_and_keeps_its_foreground()
    {
        using var scope = new TensorScope();
        Layers layers = SceneTensors.Random(3, 2, 4);
        Layers swapped = BackgroundSwap.Swap(layers, Tensor.From<long>([2, 0, 1], [3, 1]));
        Tensor last = layers.Background.Slice(0, 2, 3), second = layers.Background.Slice(0, 1, 2), first = layers.Background.Slice(0, 0, 1);
        swapped.Background.ShouldBeSame(Tensor.Concatenate([last, second, first], 0));
        swapped.Foreground.ShouldBeSameAs(layers.Foreground);
        swapped.Mask.ShouldBeSameAs(layers.Mask);
    }

    [Fact]
    public void With_a_share_of_1_each_background_is_behind_one_foreground_that_is_not_its_own()
    {
        using var scope = new TensorScope();
        const int count = 5;
        var drawn = new HashSet<int>();
        for (ulong seed = 0; seed < 40; seed++)
        {
            int[] places = Places(count, 1, seed);
            places.Distinct().Count().ShouldBe(1);
            drawn.Add(places[0]);
        }

        drawn.Order().ShouldBe([1, 2, 3, 4]);
    }

    [Fact]
    public void The_share_of_the_scenes_that_is_asked_for_is_swapped()
    {
        using var scope = new TensorScope();
        int[] places = Places(1000, 0.3, seed: 1);
        places.Distinct().Count().ShouldBe(2);
        places.Count(place => place != 0).ShouldBeInRange(230, 370); // standard deviation 14
    }

    [Fact]
    public void A_share_of_0_changes_nothing_and_a_batch_of_1_has_no_other_scene()
    {
        using var scope = new TensorScope();
        using var random = new RandomGenerator(1);
        Layers layers = SceneTensors.Random(4, 3, 3), alone = layers.Slice(0, 1);
        new BackgroundSwap(0).Apply(layers, random).Background.ShouldBeSame(layers.Background);
        new BackgroundSwap(1).Apply(alone, random).ShouldBeSameAs(alone);
    }

    [Fact]
    public void Over_equal_backgrounds_a_swap_cannot_be_seen()
    {
        using var scope = new TensorScope();
        using var random = new RandomGenerator(1);
        Layers layers = SceneTensors.Random(4, 3, 3);
        layers = layers with { Background = layers.Background.Slice(0, 0, 1).Expand(4, 3, 3, 3) };
        new BackgroundSwap(0.5).Apply(layers, random).Composite().ShouldBeSame(layers.Composite());
    }

    // How many places on the background of each scene comes from; all its pixels from the same scene.
    private static int[] Places(int count, double share, ulong seed)
    {
        using var random = new RandomGenerator(seed);
        Tensor numbers = Tensor.Range(0, count).Reshape(count, 1, 1, 1).Expand(count, 3, 2, 2);
        float[] from = new BackgroundSwap(share).Apply(new Layers(numbers, numbers, numbers.Slice(1, 0, 1)), random).Background.ToArray<float>();
        return [.. Enumerable.Range(0, count).Select(n => ((int)from.AsSpan(n * 12, 12).ToArray().Distinct().Single() - n + count) % count)];
    }
}
