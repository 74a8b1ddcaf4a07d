using System.Globalization;
using System.Text.RegularExpressions;
using PerturbSeg.Torch;
using PerturbSeg.Torch.Tests;
using PerturbSeg.Training.Import;
using PerturbSeg.Training.Losses;
using PerturbSeg.Training.Networks;
using PerturbSeg.Training.Scenes;

namespace PerturbSeg.Training.Tests.Reference;

/// <summary>Every output of the published implementation that the reference folder holds, against ours in float32.</summary>
public sealed partial class PublishedOutputsTests(PublishedNetworks networks) : IClassFixture<PublishedNetworks>
{
    private const string Archive = "expected.npz";
    private const double Tolerance = 1e-4;

    public static TheoryData<string> Keys()
    {
        if (ReferenceFixtures.Folder is not { } folder)
            return new TheoryData<string>(string.Empty); // skipped below
        using var archive = new NumpyArchive(Path.Combine(folder, Archive));
        return new TheoryData<string>(archive.Keys);
    }

    [Fact]
    public void The_reference_folder_holds_outputs()
    {
        using var archive = new NumpyArchive(Path.Combine(ReferenceFixtures.Require(), Archive));
        archive.Keys.ShouldNotBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Keys))]
    public void Ours_equals_the_published_output(string key)
    {
        using var archive = new NumpyArchive(Path.Combine(ReferenceFixtures.Require(), Archive));
        using var scope = new TensorScope();
        Tensor expected = archive.Read(key).To(ScalarType.Float64);
        Tensor actual = Compute(key, expected, archive);
        actual.To(ScalarType.Float64).RelativeErrorTo(expected).ShouldBeLessThan(Tolerance);
    }

    private Tensor Compute(string key, Tensor expected, NumpyArchive archive)
    {
        if (LayerKey().Match(key) is { Success: true } layer)
            return Layer(layer, expected.Shape[0]);
        if (StyleKey().Match(key) is { Success: true } style)
        {
            LayeredGenerator generator = networks.Generator(style.Groups["variant"].Value);
            Tensor z = ReferenceValues.Tensor("z", expected.Shape[0], 512);
            return style.Groups["layer"].Value == "background" ? generator.MapBackground(z) : generator.MapForeground(z);
        }

        if (DiscriminatorKey().Match(key) is { Success: true } judged)
            return Judge(judged, expected);
        if (MaskLossKey().Match(key) is { Success: true } loss)
            return MaskLoss(Number(loss.Groups["eta"]), archive);
        return key switch
        {
            "shift/offsets_xy" => expected, // an input
            "contrast/factors" => expected, // an input
            "shift/foreground" => Shifted(archive).Foreground,
            "shift/mask" => Shifted(archive).Mask,
            "contrast/background" => Contrasted(archive),
            "composite" => Shifted(archive).Composite(),
            _ => throw new NotSupportedException($"The reference folder holds '{key}', which no test computes."),
        };
    }

    private Tensor Layer(Match key, long count)
    {
        LayeredGenerator generator = networks.Generator(key.Groups["variant"].Value);
        int step = int.Parse(key.Groups["step"].Value, CultureInfo.InvariantCulture);
        generator.Growth = new Growth(4 << step, key.Groups["alpha"].Success ? Number(key.Groups["alpha"]) : 1);
        using Autograd.Mode recording = Autograd.NoGradient();
        Tensor z = ReferenceValues.Tensor("z", count, 512);
        Tensor background = generator.MapBackground(z), foreground = generator.MapForeground(z);
        if (key.Groups["from"].Success)
        {
            int crossover = int.Parse(key.Groups["from"].Value, CultureInfo.InvariantCulture);
            Tensor other = ReferenceValues.Tensor("z2", count, 512);
            background = StyleMixing.Mix(background, generator.MapBackground(other), crossover, generator.StyleCount);
            foreground = StyleMixing.Mix(foreground, generator.MapForeground(other), crossover, generator.StyleCount);
        }

        Tensor[] noise = [.. Enumerable.Range(0, step + 1).Select(i => ReferenceValues.Tensor($"noise{i}", count, 1, 4 << i, 4 << i))];
        Layers layers = generator.PaintWithNoise(background, foreground, noise);
        return key.Groups["layer"].Value switch
        {
            "background" => layers.Background,
            "foreground" => layers.Foreground,
            _ => layers.Mask,
        };
    }

    private Tensor Judge(Match key, Tensor expected)
    {
        Discriminator discriminator = networks.Discriminator;
        int step = int.Parse(key.Groups["step"].Value, CultureInfo.InvariantCulture), side = 4 << step;
        discriminator.Growth = new Growth(side, key.Groups["alpha"].Success ? Number(key.Groups["alpha"]) : 1);
        if (key.Groups["what"].Value == "logits")
            return discriminator.Forward(Images("image", expected.Shape[0]));

        // The penalty was taken over as many images as the logits of the step.
        using var archive = new NumpyArchive(Path.Combine(ReferenceFixtures.Require(), Archive));
        string logits = archive.Keys.First(name => name.StartsWith($"discriminator/step{step}/", StringComparison.Ordinal) && name.EndsWith("/logits", StringComparison.Ordinal));
        long count = archive.Read(logits).Shape[0];
        if (!key.Groups["weight"].Success)
            return Penalty();
        PublishedTensor published = PublishedNames.OfDiscriminator(PublishedNetworks.Options(GeneratorVariant.TwoGenerators))
            .Single(tensor => tensor.Published == key.Groups["weight"].Value);
        Tensor weight = discriminator.Parameters.Single(parameter => parameter.Name == published.Name).Value;
        return Autograd.Gradients(Penalty(), [weight])[0];

        Tensor Penalty()
        {
            Tensor mix = ((ReferenceValues.Tensor("eps", count, 1, 1, 1) / Math.Sqrt(3)) + 1.0) / 2;
            return GradientPenalty.Of(discriminator, Images("image", count), Images("fake", count), mix) * 10.0;
        }

        Tensor Images(string kind, long n) => ReferenceValues.Tensor($"{kind}{side}", n, 3, side, side) * 0.5;
    }

    private static Layers Painted() => new(
        ReferenceValues.Tensor("p_bg", 4, 3, 16, 16),
        ReferenceValues.Tensor("p_fg", 4, 3, 16, 16),
        Torch.Operators.Activation.Sigmoid(ReferenceValues.Tensor("p_mask", 4, 1, 16, 16)));

    private static Layers Shifted(NumpyArchive archive) => RandomShift.Shift(Painted(), archive.Read("shift/offsets_xy"), most: 16);

    private static Tensor Contrasted(NumpyArchive archive)
        => ContrastJitter.Scale(Painted(), archive.Read("contrast/factors").Reshape(4, 1, 1, 1)).Background;

    // As published: both terms with weight 2, then each alone.
    private static Tensor MaskLoss(double minMask, NumpyArchive archive)
    {
        Tensor mask = Shifted(archive).Mask, size = MaskLosses.Size(mask, Tensor.Scalar((float)minMask)), binary = MaskLosses.Binary(mask);
        return Tensor.Concatenate([((size + binary) * 2.0).Reshape(1), size.Reshape(1), binary.Reshape(1)], 0);
    }

    private static double Number(Group group) => double.Parse(group.Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^(?<variant>\w+)/step(?<step>\d+)/(alpha(?<alpha>[\d.]+)|mixed_from_(?<from>\d+))/(?<layer>background|foreground|mask)$")]
    private static partial Regex LayerKey();

    [GeneratedRegex(@"^(?<variant>\w+)/style/(?<layer>background|foreground)$")]
    private static partial Regex StyleKey();

    [GeneratedRegex(@"^discriminator/step(?<step>\d+)/(alpha(?<alpha>[\d.]+)/)?(?<what>logits|gradient_penalty)(_grad/(?<weight>.+))?$")]
    private static partial Regex DiscriminatorKey();

    [GeneratedRegex(@"^mask_loss/eta(?<eta>[\d.]+)$")]
    private static partial Regex MaskLossKey();
}
