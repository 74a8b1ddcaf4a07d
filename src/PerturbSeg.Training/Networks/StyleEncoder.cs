using PerturbSeg.Torch;
using PerturbSeg.Torch.Layers;
using PerturbSeg.Torch.Operators;

namespace PerturbSeg.Training.Networks;

/// <summary>
/// Finds the styles that make one tower paint its layer of a photo, and a few numbers that say where that layer lies. Residual blocks down
/// to 4×4, then two linear layers. Styles are predicted as offsets from the tower's mean style, in units of its deviation (Richardson et
/// al., "Encoding in Style", CVPR 2021, section 3: offsets from the mean style).
/// </summary>
public sealed class StyleEncoder : Module
{
    // The first predictions are near the mean style: a tenth of the deviation away.
    private const double FirstOffset = 0.1;
    private readonly ResidualTrunk _trunk;
    private readonly EqualizedLinear _hidden;
    private readonly EqualizedLinear _output;
    private readonly Tensor _meanStyle;
    private readonly Tensor _styleDeviation;
    private readonly int _styleCount;
    private readonly int _styleSize;
    private readonly int _placeSize;

    /// <summary>Creates the encoder; <see cref="SetStyleStatistics"/> is to follow, unless its state is loaded.</summary>
    /// <param name="options">The form of the generator; the encoder has the same channels.</param>
    /// <param name="side">Side of the photos, in pixels: what the generator paints.</param>
    /// <param name="styleCount">How many styles the tower takes.</param>
    /// <param name="placeSize">How many numbers say where the layer lies.</param>
    /// <param name="random">Draws the weights; the device of the generator is its device.</param>
    public StyleEncoder(NetworkOptions options, int side, int styleCount, int placeSize, RandomGenerator random)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(random);
        using var scope = new TensorScope();
        using Autograd.Mode recording = Autograd.NoGradient();
        _styleCount = styleCount;
        _styleSize = options.LatentSize;
        _placeSize = placeSize;
        _trunk = AddPart("trunk", new ResidualTrunk(options, side, random));
        _hidden = AddPart("hidden", new EqualizedLinear(_trunk.FeatureCount, 2 * _styleSize, random));
        _output = AddPart("output", new EqualizedLinear(2 * _styleSize, (styleCount * _styleSize) + placeSize, random));
        _meanStyle = AddBuffer("mean_style", Tensor.Zeros([1, 1, _styleSize], random.Device));
        _styleDeviation = AddBuffer("style_deviation", Tensor.Full([1, 1, _styleSize], 1, random.Device));
    }

    /// <summary>Begins to look at photos as a discriminator does, which has looked at many.</summary>
    /// <param name="trunk">Its trunk, of the same channels and side.</param>
    public void BeginFrom(ResidualTrunk trunk) => _trunk.BeginFrom(trunk);

    /// <summary>Takes over the mean and the deviation of a tower's styles.</summary>
    /// <param name="styles">Styles of many random latents, [N, styleSize].</param>
    public void SetStyleStatistics(Tensor styles)
    {
        ShapeMismatchException.ThrowUnless(styles, "styles", -1, _styleSize);
        using var scope = new TensorScope();
        using Autograd.Mode recording = Autograd.NoGradient();
        Tensor mean = styles.Mean([0], keep: true);
        _meanStyle.CopyFrom(mean.Reshape(1, 1, _styleSize));
        _styleDeviation.CopyFrom(((styles - mean).Square().Mean([0]) + 1e-8).Sqrt().Reshape(1, 1, _styleSize));
    }

    /// <summary>Predicts.</summary>
    /// <param name="images">[N, 3, R, R], in [−1, 1].</param>
    /// <returns>
    /// Offsets [N, styleCount, styleSize] in deviations from the mean style, and places [N, placeSize] without limits.
    /// </returns>
    public (Tensor Offsets, Tensor Places) Forward(Tensor images)
    {
        ShapeMismatchException.ThrowUnless(images, "images", -1, 3, -1, -1);
        long count = images.Shape[0];
        Tensor x = Activation.LeakyRelu(_hidden.Forward(_trunk.Features(images)[^1].Reshape(count, -1)));
        Tensor predicted = _output.Forward(x).To(ScalarType.Float32);
        long numbers = (long)_styleCount * _styleSize;
        Tensor offsets = predicted.Slice(1, 0, numbers).Reshape(count, _styleCount, _styleSize) * FirstOffset;
        return (offsets, predicted.Slice(1, numbers, numbers + _placeSize));
    }

    /// <summary>The styles that offsets stand for: mean + deviation · offset.</summary>
    /// <param name="offsets">[N, styleCount, styleSize].</param>
    /// <returns>w, [N, styleCount, styleSize].</returns>
    public Tensor Styles(Tensor offsets) => _meanStyle + (_styleDeviation * offsets);

    /// <summary>The offset of a style: the inverse of <see cref="Styles"/>.</summary>
    /// <param name="styles">w, [N, styleSize].</param>
    /// <returns>[N, 1, styleSize].</returns>
    public Tensor OffsetsOf(Tensor styles)
    {
        ShapeMismatchException.ThrowUnless(styles, "styles", -1, _styleSize);
        return (styles.Reshape(-1, 1, _styleSize) - _meanStyle) / _styleDeviation;
    }
}
