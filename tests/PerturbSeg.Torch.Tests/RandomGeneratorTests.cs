namespace PerturbSeg.Torch.Tests;

public sealed class RandomGeneratorTests
{
    [Fact]
    public void The_same_seed_draws_the_same_numbers_and_another_seed_others()
    {
        using var scope = new TensorScope();
        using RandomGenerator first = new(5), second = new(5), other = new(6);
        double[] numbers = Draw(first);
        Draw(second).ShouldBe(numbers);
        Draw(other).ShouldNotBe(numbers);
    }

    [Fact]
    public void Those_who_share_a_batch_draw_every_so_many_of_its_rows_and_single_numbers_together()
    {
        using var scope = new TensorScope();
        using RandomGenerator whole = new(5), first = new(5) { Share = (0, 2) }, second = new(5) { Share = (1, 2) };
        foreach (Func<RandomGenerator, long, Tensor> draw in (Func<RandomGenerator, long, Tensor>[])
            [(random, rows) => Tensor.Normal(random, rows, 3), (random, rows) => Tensor.Uniform(random, rows, 3), (random, rows) => Tensor.Integers(random, 0, 99, rows, 3)])
        {
            double[][] rows = [.. draw(whole, 8).Values().Chunk(3)];
            draw(first, 4).Values().ShouldBe([.. rows.Where((_, row) => row % 2 == 0).SelectMany(row => row)]);
            draw(second, 4).Values().ShouldBe([.. rows.Where((_, row) => row % 2 == 1).SelectMany(row => row)]);
            float single = Tensor.Uniform(whole).Item();
            (Tensor.Uniform(first).Item(), Tensor.Uniform(second).Item()).ShouldBe((single, single));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    public void Continuing_from_a_saved_state_draws_the_same_numbers(int drawnBefore)
    {
        using var scope = new TensorScope();
        using RandomGenerator first = new(5), second = new(99);
        if (drawnBefore > 0)
            _ = Tensor.Normal(first, drawnBefore); // an odd count leaves half of a pair of normal draws in the state
        Tensor state = first.GetState();
        double[] numbers = Draw(first);
        second.SetState(state);
        Draw(second).ShouldBe(numbers);
    }

    [Theory]
    [InlineData(8, 0)] // words left to draw
    [InlineData(8, 625)]
    [InlineData(12, 0)] // whether it was seeded
    [InlineData(16, 625)] // the next word
    [InlineData(16, 624)] // which does not go with how many are left
    public void A_state_that_libtorch_would_end_the_process_at_is_refused(int place, int value)
    {
        using var scope = new TensorScope();
        using var random = new RandomGenerator(1);
        Tensor.Normal(random, 10);
        byte[] state = random.GetState().ToArray<byte>();
        random.SetState(Tensor.From<byte>(state, [state.Length]));
        BitConverter.TryWriteBytes(state.AsSpan(place), value);
        Should.Throw<TorchException>(() => random.SetState(Tensor.From<byte>(state, [state.Length]))).Message.ShouldContain("SetState");
    }

    [Fact]
    public void Draws_have_the_moments_and_ranges_of_their_distributions()
    {
        using var scope = new TensorScope();
        using var random = new RandomGenerator(3);
        double[] normal = Tensor.Normal(random, 10_000).Values();
        normal.Average().ShouldBe(0, 0.04); // four standard errors
        normal.Average(value => value * value).ShouldBe(1, 0.06);
        double[] uniform = Tensor.Uniform(random, 10_000).Values();
        uniform.ShouldAllBe(value => value >= 0 && value < 1);
        uniform.Average().ShouldBe(0.5, 0.012);
        Tensor.Integers(random, -2, 3, 1000).Values().Distinct().Order().ShouldBe([-2, -1, 0, 1, 2]);
    }

    private static double[] Draw(RandomGenerator random) =>
    [
        .. Tensor.Normal(random, 5).Values(), .. Tensor.Uniform(random, 3).Values(), .. Tensor.Integers(random, 0, 100, 4).Values(),
        .. Tensor.Normal(random, 40).Values(),
    ];
}
