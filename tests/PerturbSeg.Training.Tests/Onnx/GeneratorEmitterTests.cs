using Google.Protobuf;
using PerturbSeg.Tests.Shared;
using PerturbSeg.Torch;
using PerturbSeg.Torch.Tests;
using PerturbSeg.Training.Networks;
using PerturbSeg.Training.Onnx;
using PerturbSeg.Training.Scenes;
using PerturbSeg.Training.Tests.Networks;

namespace PerturbSeg.Training.Tests.Onnx;

public sealed class GeneratorEmitterTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(GeneratorVariant.TwoGenerators, true, true, 1, 3)]
    [InlineData(GeneratorVariant.TwoGenerators, false, false, 0, 1)]
    [InlineData(GeneratorVariant.SharedMapping, true, false, 1, 2)]
    [InlineData(GeneratorVariant.OneGenerator, false, true, 2, 2)]
    [InlineData(GeneratorVariant.TwoGenerators, true, true, 2, 2, true)]
    [InlineData(GeneratorVariant.TwoGenerators, false, true, 2, 1, true)]
    public void Another_runtime_paints_the_same_layers(GeneratorVariant variant, bool panorama, bool styledStart, double centre, int count, bool vertical = false)
    {
        using var scope = new TensorScope();
        using var random = new RandomGenerator(1);
        NetworkOptions options = TinyNetworks.Options(16) with
        {
            Variant = variant, Panorama = panorama, PanoramaVertical = vertical, StyledStart = styledStart, CentralStart = centre, MappingGain = 1.3,
        };
        using var generator = new LayeredGenerator(options, random);
        Disturb(generator, random);
        string path = _folder.At("generator.onnx");
        File.WriteAllBytes(path, GeneratorEmitter.Emit(generator).ToModel("Test.", new Dictionary<string, string>()).ToByteArray());
        Tensor first = Tensor.Normal(random, count, options.LatentSize);
        Tensor second = variant == GeneratorVariant.TwoGenerators ? Tensor.Normal(random, count, options.LatentSize) : first;

        Dictionary<string, Tensor> outputs = variant == GeneratorVariant.TwoGenerators
            ? OnnxRuntime.Run(path, (GeneratorEmitter.BackgroundLatents, first), (GeneratorEmitter.ForegroundLatents, second))
            : OnnxRuntime.Run(path, (GeneratorEmitter.Latents, first));

        Layers layers = generator.Forward(first, second, noise: null);
        outputs["background"].ShouldBeNear(layers.Background, 1e-4);
        outputs["foreground"].ShouldBeNear(layers.Foreground, 1e-4);
        outputs["mask"].ShouldBeNear(layers.Mask, 1e-4);
    }

    [Fact]
    public void The_published_architecture_is_refused_with_a_way_out()
    {
        using var random = new RandomGenerator(1);
        using var generator = new LayeredGenerator(TinyNetworks.StyleGan1(), random);
        Should.Throw<UserErrorException>(() => GeneratorEmitter.Emit(generator)).Message.ShouldContain("--what segmenter");
    }

    // Biases start at zero, which would hide a bias that is forgotten.
    private static void Disturb(LayeredGenerator generator, RandomGenerator random)
    {
        using Autograd.Mode recording = Autograd.NoGradient();
        foreach ((string name, Tensor parameter) in generator.Parameters.Where(parameter => parameter.Name.EndsWith("bias", StringComparison.Ordinal)))
            parameter.CopyFrom(parameter + (Tensor.Normal(random, parameter.Shape.ToArray()) * (name.Contains("mapping", StringComparison.Ordinal) ? 10 : 0.3)));
    }
}
