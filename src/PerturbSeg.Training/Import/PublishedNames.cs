using PerturbSeg.Training.Networks;
using PerturbSeg.Training.Networks.StyleGan1;

namespace PerturbSeg.Training.Import;

/// <summary>
/// The names and shapes that the published trainer gives the tensors of its StyleGAN-1 networks. Its layers number the sides: the
/// generator's from 4 upwards, the discriminator's from the largest downwards.
/// </summary>
public static class PublishedNames
{
    private const int StartSide = SynthesisNetwork.StartSide;
    private const int MostBlurred = 1024; // more channels than any layer has
    private const int FirstFusedSide = StyleGan1Synthesis.FirstFusedSide;

    /// <summary>Every tensor of a generator.</summary>
    /// <param name="options">Its form: variant, built resolution, width, latent size and mapping depth.</param>
    public static IReadOnlyList<PublishedTensor> OfGenerator(NetworkOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.Variant switch
        {
            GeneratorVariant.OneGenerator =>
                [.. Mapping(options, "mapping", "generator"), .. Synthesis(options, "layers", "generator.generator", "to_out", 7)],
            GeneratorVariant.SharedMapping =>
            [
                .. Mapping(options, "mapping", "generator"),
                .. Synthesis(options, "background", "generator.generators.0", "to_rgb", 3),
                .. Synthesis(options, "foreground", "generator.generators.1", "to_out", 4),
            ],
            _ =>
            [
                .. Mapping(options, "background_mapping", "generator_bg"),
                .. Synthesis(options, "background", "generator_bg.generator", "to_rgb", 3),
                .. Mapping(options, "foreground_mapping", "generator_objects"),
                .. Synthesis(options, "foreground", "generator_objects.generator", "to_out", 4),
            ],
        };
    }

    /// <summary>Every tensor of a discriminator.</summary>
    /// <param name="options">Its form: built resolution and width.</param>
    public static IReadOnlyList<PublishedTensor> OfDiscriminator(NetworkOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var tensors = new List<PublishedTensor>();
        int block = 0;
        for (int side = options.BuiltResolution; side > StartSide; side /= 2, block++)
        {
            int channels = options.Channels(side), next = options.Channels(side / 2);
            string halving = $"progression.{block}.conv2.1";
            tensors.AddRange(Equalized($"input{side}", $"from_rgb.{block}.0.conv", [channels, 3, 1, 1]));
            tensors.AddRange(Equalized($"convolution{side}", $"progression.{block}.conv1.0.conv", [next, channels, 3, 3]));
            tensors.AddRange(side >= FirstFusedSide
                ? Fused($"halving{side}", halving, [next, next, 3, 3], next)
                : Equalized($"halving{side}", $"{halving}.conv", [next, next, 3, 3]));
        }

        int last = options.Channels(StartSide);
        tensors.AddRange(Equalized($"input{StartSide}", $"from_rgb.{block}.0.conv", [last, 3, 1, 1]));
        tensors.AddRange(Equalized("last", $"progression.{block}.conv1.0.conv", [last, last + 1, 3, 3]));
        tensors.AddRange(Equalized("whole_image", $"progression.{block}.conv2.0.conv", [last, last, StartSide, StartSide]));
        tensors.AddRange(Equalized("output", "linear.linear", [1, last]));
        return tensors;
    }

    /// <summary>Whether a published tensor is a blur kernel, [1 2 1; 2 4 2; 1 2 1]/16 for each channel: our networks do not store it.</summary>
    /// <param name="published">The name in the published state dict.</param>
    /// <param name="shape">Its shape.</param>
    public static bool IsBlur(string published, ReadOnlySpan<long> shape)
    {
        ArgumentNullException.ThrowIfNull(published);
        return shape is [<= MostBlurred, 1, 3, 3]
            && published.Contains("progression.", StringComparison.Ordinal)
            && (published.EndsWith(".weight", StringComparison.Ordinal) || published.EndsWith(".weight_flip", StringComparison.Ordinal));
    }

    // Ours divides what is stored by the factor of its learning rate; the published optimiser takes smaller steps instead.
    private static IEnumerable<PublishedTensor> Mapping(NetworkOptions options, string name, string published)
        => Enumerable.Range(0, options.MappingDepth).SelectMany(layer => Equalized(
            $"{name}.{layer}",
            $"{published}.style.{(2 * layer) + 1}.linear",
            [options.LatentSize, options.LatentSize],
            factor: 1 / MappingNetwork.LearningRateFactor));

    private static List<PublishedTensor> Synthesis(NetworkOptions options, string name, string published, string output, int outputs)
    {
        var tensors = new List<PublishedTensor>();
        int block = 0, before = 0;
        for (int side = StartSide; side <= options.BuiltResolution; side *= 2, block++)
        {
            int channels = options.Channels(side);
            string ours = $"{name}.block{side}", theirs = $"{published}.progression.{block}";
            tensors.AddRange(side switch
            {
                StartSide => [new PublishedTensor($"{ours}.start", $"{theirs}.conv1.input", [1, channels, StartSide, StartSide])],
                < FirstFusedSide => Equalized($"{ours}.enlarging.convolution", $"{theirs}.conv1.1.conv", [channels, before, 3, 3]),
                _ => Fused($"{ours}.enlarging", $"{theirs}.conv1.0", [before, channels, 3, 3], channels),
            });
            tensors.AddRange(Finish(options, $"{ours}.first", theirs, 1, channels));
            tensors.AddRange(Equalized($"{ours}.convolution", $"{theirs}.conv2.conv", [channels, channels, 3, 3]));
            tensors.AddRange(Finish(options, $"{ours}.second", theirs, 2, channels));
            tensors.AddRange(Equalized($"{name}.output{side}", $"{published}.{output}.{block}.conv", [outputs, channels, 1, 1]));
            before = channels;
        }

        return tensors;
    }

    // Noise and normalisation after a convolution. One published layer gives scale and shift together.
    private static IEnumerable<PublishedTensor> Finish(NetworkOptions options, string ours, string theirs, int place, int channels)
    {
        string style = $"{theirs}.adain{place}.style.linear";
        long[] shape = [2 * channels, options.LatentSize];
        return
        [
            new PublishedTensor($"{ours}_noise.strength", $"{theirs}.noise{place}.weight_orig", [1, channels, 1, 1]),
            .. Equalized($"{ours}_norm.scale", style, shape, PublishedRows.FirstHalf),
            .. Equalized($"{ours}_norm.shift", style, shape, PublishedRows.SecondHalf),
        ];
    }

    private static IEnumerable<PublishedTensor> Equalized(
        string ours, string theirs, long[] shape, PublishedRows part = PublishedRows.All, double factor = 1)
        =>
        [
            new PublishedTensor($"{ours}.weight", $"{theirs}.weight_orig", shape, part, factor),
            new PublishedTensor($"{ours}.bias", $"{theirs}.bias", [shape[0]], part, factor),
        ];

    private static IEnumerable<PublishedTensor> Fused(string ours, string theirs, long[] shape, int outputs)
        =>
        [
            new PublishedTensor($"{ours}.weight", $"{theirs}.weight", shape),
            new PublishedTensor($"{ours}.bias", $"{theirs}.bias", [outputs]),
        ];
}
