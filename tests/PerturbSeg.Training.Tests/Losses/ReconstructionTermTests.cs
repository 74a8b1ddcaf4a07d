using PerturbSeg.Torch;
using PerturbSeg.Training.Losses;
using PerturbSeg.Training.Networks;
using PerturbSeg.Training.Scenes;
using PerturbSeg.Training.Tests.Networks;
using PerturbSeg.Training.Tests.Scenes;

namespace PerturbSeg.Training.Tests.Losses;

public sealed class ReconstructionTermTests
{
    [Fact]
    public void An_error_costs_its_size_its_square_a_tenth_of_how_far_features_are_and_a_fifth_of_how_far_latents_are()
    {
        using var scope = new TensorScope();
        using var random = new RandomGenerator(1);
        using var discriminator = Discriminator.Create(TinyNetworks.Options(), random);
        Layers scenes = SceneTensors.Plain(4, 8, background: 0.25, foreground: 0.75, mask: 0.5); // composites of 0.5
        Tensor same = Photos(0.5), darker = Photos(0.2);
        double difference = Loss(darker) - Loss(same); // what latents cost is in both
        difference.ShouldBe(0.3 + (0.3 * 0.3) + (0.1 * FeatureDistance.Mean(discriminator, darker, same).Item()), 1e-5);
        FeatureDistance.Mean(discriminator, same, same).Item().ShouldBe(0);
        Loss(same).ShouldBe(0.2 * (Discrepancy(1) + Discrepancy(2)), 1e-5);

        double Discrepancy(int layer)
        {
            using var draws = new RandomGenerator(2);
            Tensor drawn = Tensor.Zeros([2, 2]);
            for (int i = 0; i < layer; i++)
                drawn = MappingNetwork.Normalise(Tensor.Normal(draws, 2, 2));
            return MaximumMeanDiscrepancy.Of(Tensor.From<float>([1, 1, -1, 1], [2, 2]), drawn).Item();
        }

        double Loss(Tensor photos)
        {
            using var draws = new RandomGenerator(2);
            Tensor latents = Tensor.From<float>([1, 1, -1, 1], [2, 2]), still = Tensor.Zeros([2, 2]);
            var place = new ScenePlace(still, Tensor.Zeros([2, 1]), Tensor.From<float>([1, 0, 1, 0], [2, 2]));
            var term = new ReconstructionTerm(1, discriminator, Panorama: false, ScalarType.Float32, draws);
            return term.Loss(new PaintedScenes(scenes, scenes, new EncodedPhotos(photos, new EncodedLatents(latents, latents, place)))).Item();
        }
    }

    private static Tensor Photos(double colour) => Tensor.Full([2, 3, 8, 8], colour);
}
