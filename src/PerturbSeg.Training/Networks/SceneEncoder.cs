using PerturbSeg.Torch;
using PerturbSeg.Torch.Layers;
using PerturbSeg.Training.Scenes;

namespace PerturbSeg.Training.Networks;

/// <summary>
/// An encoder for each tower of a layered generator (paper, section 3.4). A generator paints its object where it likes and its panorama
/// from where it likes; photos have them anywhere, and of any size. So the foreground's encoder also predicts a shift and a scale, the background's a turn, and all
/// are applied to the painted layers, differentiably. Of a background that goes around vertically too, the vertical turn is not
/// predicted: it is painted as the styles say.
/// </summary>
public sealed class SceneEncoder : Module
{
    // The first predictions are near the middle and the size as painted: far from them a place has no slope any more.
    private const double FirstPlace = 0.1;
    private readonly StyleEncoder _background;
    private readonly StyleEncoder _foreground;
    private readonly bool _panorama;

    /// <summary>Creates the encoder for a generator.</summary>
    /// <param name="generator">Gives the form, the side and the number of styles; not kept.</param>
    /// <param name="random">Draws the weights; the device of the generator is its device.</param>
    public SceneEncoder(LayeredGenerator generator, RandomGenerator random)
    {
        ArgumentNullException.ThrowIfNull(generator);
        NetworkOptions options = generator.Options;
        int side = generator.Growth.Side;
        _background = AddPart("background", new StyleEncoder(options, side, generator.StyleCount, ScenePlace.BackgroundSize, random));
        _foreground = AddPart("foreground", new StyleEncoder(options, side, generator.StyleCount, ScenePlace.ForegroundSize, random));
        _panorama = options.Panorama;
    }

    /// <summary>Begins to look at photos as the discriminator of the generator does; of an architecture whose trunk is of another form, it begins anew.</summary>
    /// <param name="discriminator">Of the generator that this encoder was made for.</param>
    public void BeginFrom(Discriminator discriminator)
    {
        ArgumentNullException.ThrowIfNull(discriminator);
        if (discriminator.Trunk is not { } trunk)
            return;
        _background.BeginFrom(trunk);
        _foreground.BeginFrom(trunk);
    }

    /// <summary>Takes over the mean and the deviation of a generator's styles.</summary>
    /// <param name="generator">The generator.</param>
    /// <param name="samples">How many latents to draw.</param>
    /// <param name="random">Draws them.</param>
    public void SetStyleStatistics(LayeredGenerator generator, int samples, RandomGenerator random)
    {
        ArgumentNullException.ThrowIfNull(generator);
        using var scope = new TensorScope();
        using Autograd.Mode recording = Autograd.NoGradient();
        Tensor latents = Tensor.Normal(random, samples, generator.Options.LatentSize);
        _background.SetStyleStatistics(generator.MapBackground(latents));
        _foreground.SetStyleStatistics(generator.MapForeground(latents));
    }

    /// <summary>Looks at photos.</summary>
    /// <param name="images">[N, 3, R, R], in [−1, 1].</param>
    public EncodedScene Forward(Tensor images)
    {
        (Tensor backgroundOffsets, Tensor turn) = _background.Forward(images);
        (Tensor foregroundOffsets, Tensor place) = _foreground.Forward(images);
        return new EncodedScene(backgroundOffsets, foregroundOffsets, ScenePlace.Of(place * FirstPlace, turn * FirstPlace));
    }

    /// <summary>Paints what was seen, without noise.</summary>
    /// <param name="generator">A generator of the form and with the styles that this encoder was made for.</param>
    /// <param name="scene">What was seen.</param>
    /// <returns>Layers in float32, placed and turned as seen, their masks not decided yet.</returns>
    public UndecidedLayers Paint(LayeredGenerator generator, EncodedScene scene)
    {
        ArgumentNullException.ThrowIfNull(generator);
        ArgumentNullException.ThrowIfNull(scene);
        UndecidedLayers layers = generator.PaintUndecided(
            _background.Styles(scene.BackgroundOffsets), _foreground.Styles(scene.ForegroundOffsets), noise: null);
        return scene.Place.Move(layers, _panorama);
    }

    /// <summary>The offsets that known styles of both towers stand for: what an encoder should predict for them.</summary>
    /// <param name="backgroundStyles">w, [N, styleSize].</param>
    /// <param name="foregroundStyles">w, [N, styleSize].</param>
    /// <returns>[N, 1, styleSize] each.</returns>
    public (Tensor Background, Tensor Foreground) OffsetsOf(Tensor backgroundStyles, Tensor foregroundStyles)
        => (_background.OffsetsOf(backgroundStyles), _foreground.OffsetsOf(foregroundStyles));
}
