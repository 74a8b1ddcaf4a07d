using PerturbSeg.Networks;

namespace PerturbSeg.Import;

/// <summary>
/// The names that the published trainer gives the tensors of its StyleGAN-1 networks. Its layers number the sides: the generator's from 4
/// upwards, the discriminator's from the largest downwards.
/// </summary>
public static class PublishedNames
{
    private const int FirstFusedSide = 128;
    private static readonly string[] Affine = ["weight", "bias"];

    /// <summary>Every tensor of a generator.</summary>
    /// <param name="options">Its form: variant, built resolution and mapping depth.</param>
    public static IEnumerable<PublishedTensor> OfGenerator(NetworkOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.Variant switch
        {
            GeneratorVariant.OneGenerator =>
                [.. Mapping(options, "mapping", "generator"), .. Synthesis(options, "layers", "generator.generator", "to_out")],
            GeneratorVariant.SharedMapping =>
            [
                .. Mapping(options, "mapping", "generator"),
                .. Synthesis(options, "background", "generator.generators.0", "to_rgb"),
                .. Synthesis(options, "foreground", "generator.generators.1", "to_out"),
            ],
            _ =>
            [
                .. Mapping(options, "background_mapping", "generator_bg"),
                .. Synthesis(options, "background", "generator_bg.generator", "to_rgb"),
                .. Mapping(options, "foreground_mapping", "generator_objects"),
                .. Synthesis(options, "foreground", "generator_objects.generator", "to_out"),
            ],
        };
    }

    /// <summary>Every tensor of a discriminator.</summary>
    /// <param name="options">Its form: built resolution.</param>
    public static IEnumerable<PublishedTensor> OfDiscriminator(NetworkOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        int block = 0;
        for (int side = options.BuiltResolution; side > SynthesisNetwork.StartSide; side /= 2, block++)
        {
            string halving = side >= FirstFusedSide ? $"progression.{block}.conv2.1" : $"progression.{block}.conv2.1.conv";
            foreach (PublishedTensor tensor in Equalized($"input{side}", $"from_rgb.{block}.0.conv")
                .Concat(Equalized($"convolution{side}", $"progression.{block}.conv1.0.conv"))
                .Concat(side >= FirstFusedSide ? Plain($"halving{side}", halving) : Equalized($"halving{side}", halving)))
            {
                yield return tensor;
            }
        }

        foreach (PublishedTensor tensor in Equalized($"input{SynthesisNetwork.StartSide}", $"from_rgb.{block}.0.conv")
            .Concat(Equalized("last", $"progression.{block}.conv1.0.conv"))
            .Concat(Equalized("whole_image", $"progression.{block}.conv2.0.conv"))
            .Concat(Equalized("output", "linear.linear")))
        {
            yield return tensor;
        }
    }

    /// <summary>Whether a published tensor is a blur kernel: a constant, which our networks do not store.</summary>
    /// <param name="published">The name in the published state dict.</param>
    /// <param name="shape">Its shape.</param>
    public static bool IsBlur(string published, IReadOnlyList<long> shape)
    {
        ArgumentNullException.ThrowIfNull(published);
        ArgumentNullException.ThrowIfNull(shape);
        return (published.EndsWith(".weight", StringComparison.Ordinal) || published.EndsWith(".weight_flip", StringComparison.Ordinal))
            && shape is [_, 1, 3, 3]
            && published.Contains("progression.", StringComparison.Ordinal);
    }

    // Ours divides what is stored by the factor of its learning rate; the published optimiser takes smaller steps instead.
    private static IEnumerable<PublishedTensor> Mapping(NetworkOptions options, string name, string published)
        => Enumerable.Range(0, options.MappingDepth)
            .SelectMany(layer => Equalized($"{name}.{layer}", $"{published}.style.{(2 * layer) + 1}.linear", factor: 1 / MappingNetwork.LearningRateFactor));

    private static IEnumerable<PublishedTensor> Synthesis(NetworkOptions options, string name, string published, string output)
    {
        int block = 0;
        for (int side = SynthesisNetwork.StartSide; side <= options.BuiltResolution; side *= 2, block++)
        {
            string ours = $"{name}.block{side}", theirs = $"{published}.progression.{block}";
            IEnumerable<PublishedTensor> enlarging = side switch
            {
                SynthesisNetwork.StartSide => [new PublishedTensor($"{ours}.start", $"{theirs}.conv1.input")],
                < FirstFusedSide => Equalized($"{ours}.enlarging.convolution", $"{theirs}.conv1.1.conv"),
                _ => Plain($"{ours}.enlarging", $"{theirs}.conv1.0"),
            };
            foreach (PublishedTensor tensor in enlarging
                .Concat(Finish($"{ours}.first", theirs, 1))
                .Concat(Equalized($"{ours}.convolution", $"{theirs}.conv2.conv"))
                .Concat(Finish($"{ours}.second", theirs, 2))
                .Concat(Equalized($"{name}.output{side}", $"{published}.{output}.{block}.conv")))
            {
                yield return tensor;
            }
        }
    }

    private static IEnumerable<PublishedTensor> Finish(string ours, string theirs, int place)
        =>
        [
            new PublishedTensor($"{ours}_noise.strength", $"{theirs}.noise{place}.weight_orig"),
            .. Equalized($"{ours}_norm.scale", $"{theirs}.adain{place}.style.linear", PublishedRows.FirstHalf),
            .. Equalized($"{ours}_norm.shift", $"{theirs}.adain{place}.style.linear", PublishedRows.SecondHalf),
        ];

    private static IEnumerable<PublishedTensor> Equalized(
        string ours, string theirs, PublishedRows part = PublishedRows.All, double factor = 1)
        =>
        [
            new PublishedTensor($"{ours}.weight", $"{theirs}.weight_orig", part, factor),
            new PublishedTensor($"{ours}.bias", $"{theirs}.bias", part, factor),
        ];

    private static IEnumerable<PublishedTensor> Plain(string ours, string theirs)
        => Affine.Select(kind => new PublishedTensor($"{ours}.{kind}", $"{theirs}.{kind}"));
}
