using PerturbSeg.Torch;
using PerturbSeg.Torch.Tests;
using PerturbSeg.Training.Networks;
using PerturbSeg.Training.Runs;
using PerturbSeg.Training.Scenes;
using PerturbSeg.Training.Settings;
using PerturbSeg.Training.Tests.Networks;

namespace PerturbSeg.Training.Tests.Runs;

public sealed class LatentsTests
{
    private const int Count = 2;
    private const int Draws = 12;

    [Fact]
    public void Latents_of_a_seed_are_no_rows_of_the_weights_that_a_training_of_the_seed_begins_with()
    {
        using var scope = new TensorScope();
        using var state = new TrainingState(new TrainingOptions { Network = TinyNetworks.Options() with { LatentSize = 64 }, Seed = 1 }, Device.Cpu);
        using RandomGenerator stream = Latents.Stream(1, Device.Cpu), own = new(1);
        MostAlike(stream).ShouldBeLessThan(0.8);
        MostAlike(own).ShouldBeGreaterThan(0.99); // they would be

        double MostAlike(RandomGenerator random)
        {
            Tensor weights = Unit(state.Generator.Parameters.First(parameter => parameter.Value.Shape.Length == 2).Value), latents = Unit(Tensor.Normal(random, 16, 64));
            weights.Shape.ToArray().ShouldBe([64, 64]);
            return Enumerable.Range(0, 16).Max(i => (weights * latents.Slice(0, i, i + 1)).Sum([1]).Values().Max());
        }

        static Tensor Unit(Tensor rows) => rows / rows.Square().Sum([1], keep: true).Sqrt();
    }

    [Fact]
    public void Without_mixing_both_layers_are_painted_from_one_latent()
    {
        using var scope = new TensorScope();
        TrainingOptions options = Options(mixing: 0);
        using LayeredGenerator generator = Generator(options);
        using RandomGenerator random = new(5), same = new(5);
        Tensor z = Tensor.Normal(same, Count, options.Network.LatentSize);
        ShouldBeSame(Latents.Paint(generator, options, Count, random), generator.Forward(z, z, noise: null));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Mixed_styles_are_coarse_of_the_first_latent_and_fine_of_the_second_with_a_crossover_that_layers_share_when_asked(bool sameMixing)
    {
        using var scope = new TensorScope();
        TrainingOptions options = Options(mixing: 1);
        options = options with { SameMixing = sameMixing };
        using LayeredGenerator generator = Generator(options);
        var crossovers = new List<(int Background, int Foreground)>();
        for (ulong seed = 0; seed < Draws; seed++)
        {
            using RandomGenerator random = new(seed), same = new(seed);
            Layers painted = Latents.Paint(generator, options, Count, random);
            Tensor first = Tensor.Normal(same, Count, options.Network.LatentSize);
            Tensor.Uniform(same, 1); // whether to mix
            Tensor second = Tensor.Normal(same, Count, options.Network.LatentSize);
            Layers[] candidates = [.. Enumerable.Range(1, generator.StyleCount - 1).Select(crossover => generator.Paint(
                StyleMixing.Mix(generator.MapBackground(first), generator.MapBackground(second), crossover, generator.StyleCount),
                StyleMixing.Mix(generator.MapForeground(first), generator.MapForeground(second), crossover, generator.StyleCount),
                noise: null))];
            crossovers.Add((1 + Match(layers => layers.Background), 1 + Match(layers => layers.Foreground)));

            int Match(Func<Layers, Tensor> layer)
                => candidates.Index().Single(candidate => layer(candidate.Item).Values().SequenceEqual(layer(painted).Values())).Index;
        }

        crossovers.Select(crossover => crossover.Foreground).Distinct().Order().ShouldBe([1, 2, 3]);
        crossovers.All(crossover => crossover.Background == crossover.Foreground).ShouldBe(sameMixing);
    }

    [Fact]
    public void Layers_with_latents_of_their_own_mix_those()
    {
        using var scope = new TensorScope();
        TrainingOptions options = Options(mixing: 1);
        options = options with { IndependentLatents = true, Network = TinyNetworks.StyleGan1() };
        using LayeredGenerator generator = Generator(options);
        using RandomGenerator random = new(5), same = new(5);
        Layers painted = Latents.Paint(generator, options, Count, random);
        Tensor foreground = Z(), background = Z();
        Tensor.Uniform(same, 1); // whether to mix
        Tensor fineForeground = Z(), fineBackground = Z();
        ShouldBeSame(painted, generator.Paint( // two layers cross over in one place alone
            StyleMixing.Mix(generator.MapBackground(background), generator.MapBackground(fineBackground), 1, 2),
            StyleMixing.Mix(generator.MapForeground(foreground), generator.MapForeground(fineForeground), 1, 2),
            noise: null));

        Tensor Z() => Tensor.Normal(same, Count, options.Network.LatentSize);
    }

    [Theory]
    [InlineData(null, false, 0)]
    [InlineData(null, true, 16)]
    [InlineData(0, true, 0)]
    [InlineData(5, false, 5)]
    [InlineData(20, true, 20)]
    public void Layers_share_coordinates_where_asked_and_of_several_kinds(int? asked, bool kinds, int shared)
    {
        using var scope = new TensorScope();
        var options = new TrainingOptions { Network = new NetworkOptions { LatentSize = 20 }, IndependentLatents = true, SharedLatents = asked, MinMasks = kinds ? [0.13, 0.33] : null };
        using RandomGenerator random = new(5), same = new(5);
        (Tensor background, Tensor foreground) = Latents.Draw(options, Count, random);
        foreground.Values().ShouldBe(Tensor.Normal(same, Count, 20).Values());
        double[] own = Tensor.Normal(same, Count, 20).Values();
        background.Values().ShouldBe(foreground.Values().Select((value, i) => i % 20 < shared ? value : own[i]));
    }

    private static TrainingOptions Options(double mixing)
        => TinyTraining.Options with { Network = TinyNetworks.StyleGan1(32), StyleMixing = mixing };

    // Its noise has no strength yet.
    private static LayeredGenerator Generator(TrainingOptions options)
    {
        using var random = new RandomGenerator(1);
        return new LayeredGenerator(options.Network, random);
    }

    private static void ShouldBeSame(Layers actual, Layers expected)
    {
        actual.Background.Values().ShouldBe(expected.Background.Values());
        actual.Foreground.Values().ShouldBe(expected.Foreground.Values());
        actual.Mask.Values().ShouldBe(expected.Mask.Values());
    }
}
