using PerturbSeg.Torch;
using PerturbSeg.Training.Import;
using PerturbSeg.Training.Networks;
using PerturbSeg.Training.Tests.Reference;

namespace PerturbSeg.Training.Tests.Import;

public sealed class PublishedNamesTests
{
    [Theory]
    [InlineData("two_generators")]
    [InlineData("one_generator")]
    [InlineData("shared_style")]
    public void Names_and_shapes_of_a_generator_are_the_published_ones(string variant)
        => ShouldBe(PublishedNames.OfGenerator(PublishedNetworks.Options(PublishedNetworks.Variant(variant))), ReferenceFixtures.Shapes(variant));

    [Fact]
    public void Names_and_shapes_of_the_discriminator_are_the_published_ones()
        => ShouldBe(PublishedNames.OfDiscriminator(PublishedNetworks.Options(GeneratorVariant.TwoGenerators)), ReferenceFixtures.Shapes("discriminator"));

    [Theory]
    [InlineData(GeneratorVariant.TwoGenerators, 8)]
    [InlineData(GeneratorVariant.OneGenerator, 32)]
    [InlineData(GeneratorVariant.SharedMapping, 128)]
    public void They_name_every_tensor_of_our_networks_with_its_shape(GeneratorVariant variant, int resolution)
    {
        using var scope = new TensorScope();
        using var random = new RandomGenerator(1);
        NetworkOptions options = PublishedNetworks.Options(variant) with
        {
            Resolution = resolution, LargestResolution = null, Width = 1.0 / 64, LatentSize = 6, MappingDepth = 2,
        };
        using var generator = new LayeredGenerator(options, random);
        using Discriminator discriminator = Discriminator.Create(options, random);
        Shapes(generator.State).ShouldBe(Ours(PublishedNames.OfGenerator(options)), ignoreOrder: true);
        Shapes(discriminator.State).ShouldBe(Ours(PublishedNames.OfDiscriminator(options)), ignoreOrder: true);

        static IEnumerable<string> Shapes(IEnumerable<(string Name, Tensor Value)> state) => state.Select(tensor => $"{tensor.Name} {tensor.Value}");

        static IEnumerable<string> Ours(IEnumerable<PublishedTensor> tensors) => tensors.Select(tensor => $"{tensor.Name} Float32[{string.Join(", ", tensor.Shape)}]");
    }

    private static void ShouldBe(IEnumerable<PublishedTensor> ours, IReadOnlyDictionary<string, long[]> published)
    {
        IEnumerable<string> expected = published.Where(tensor => !PublishedNames.IsBlur(tensor.Key, tensor.Value)).Select(tensor => Text(tensor.Key, tensor.Value));
        ours.Select(tensor => Text(tensor.Published, tensor.PublishedShape)).Distinct().ShouldBe(expected, ignoreOrder: true);

        static string Text(string name, long[] shape) => $"{name} [{string.Join(", ", shape)}]";
    }
}
