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

    [Fact]
    public void Bytes_that_are_no_state_are_refused()
    {
        using var scope = new TensorScope();
        using var random = new RandomGenerator(1);
        Tensor nonsense = Tensor.From<byte>([1, 2, 3], [3]);
        Should.Throw<TorchException>(() => random.SetState(nonsense)).Message.ShouldContain("SetState");
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
