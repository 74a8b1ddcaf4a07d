using PerturbSeg.Torch;
using PerturbSeg.Torch.Layers;
using PerturbSeg.Training.Import;
using PerturbSeg.Training.Networks;
using PerturbSeg.Training.Settings;

namespace PerturbSeg.Training.Tests.Reference;

/// <summary>The published networks, with the weights that the formula gives; made when first asked for.</summary>
public sealed class PublishedNetworks : IDisposable
{
    private readonly Dictionary<string, LayeredGenerator> _generators = [];
    private Discriminator? _discriminator;

    internal Discriminator Discriminator => _discriminator ??= CreateDiscriminator();

    /// <summary>The form of a published variant; all have layers up to 1024 pixels.</summary>
    internal static NetworkOptions Options(GeneratorVariant variant)
        => PublishedPresets.LsunCar.Network with { Variant = variant, LargestResolution = 1024 };

    public void Dispose()
    {
        foreach (LayeredGenerator generator in _generators.Values)
            generator.Dispose();
        _discriminator?.Dispose();
    }

    internal static GeneratorVariant Variant(string name) => name switch
    {
        "two_generators" => GeneratorVariant.TwoGenerators,
        "one_generator" => GeneratorVariant.OneGenerator,
        "shared_style" => GeneratorVariant.SharedMapping,
        _ => throw new NotSupportedException($"There is no variant '{name}'."),
    };

    internal LayeredGenerator Generator(string name)
    {
        if (!_generators.TryGetValue(name, out LayeredGenerator? generator))
        {
            NetworkOptions options = Options(Variant(name));
            using var random = new RandomGenerator(0);
            _generators.Add(name, generator = new LayeredGenerator(options, random));
            Fill(generator, PublishedNames.OfGenerator(options));
        }

        return generator;
    }

    private static Discriminator CreateDiscriminator()
    {
        NetworkOptions options = Options(GeneratorVariant.TwoGenerators);
        using var random = new RandomGenerator(0);
        Discriminator discriminator = Discriminator.Create(options, random);
        Fill(discriminator, PublishedNames.OfDiscriminator(options));
        return discriminator;
    }

    private static void Fill(Module network, IReadOnlyList<PublishedTensor> tensors)
    {
        Dictionary<string, Tensor> targets = network.State.ToDictionary(tensor => tensor.Name, tensor => tensor.Value);
        targets.Keys.ShouldBe(tensors.Select(tensor => tensor.Name), ignoreOrder: true);
        using Autograd.Mode recording = Autograd.NoGradient();
        foreach (PublishedTensor tensor in tensors)
        {
            using var scope = new TensorScope();
            targets[tensor.Name].CopyFrom(tensor.From(ReferenceValues.Weight(tensor.Published, tensor.PublishedShape)));
        }
    }
}
