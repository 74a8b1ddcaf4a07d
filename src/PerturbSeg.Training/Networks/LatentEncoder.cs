using PerturbSeg.Torch;
using PerturbSeg.Torch.Layers;

namespace PerturbSeg.Training.Networks;

/// <summary>
/// Finds the latents of both layers of photos while the generator learns to paint from them (autoencoders beside a GAN: Larsen et al.,
/// "Autoencoding beyond pixels using a learned similarity metric", ICML 2016). Fitted styles, one for each layer of a tower, are
/// <see cref="SceneEncoder"/>'s.
/// </summary>
public sealed class LatentEncoder : Module
{
    private readonly StyleEncoder _background;
    private readonly StyleEncoder _foreground;

    /// <summary>Creates the encoder.</summary>
    /// <param name="options">The form of the generator; the encoder has the same channels.</param>
    /// <param name="random">Draws the weights; the device of the generator is its device.</param>
    public LatentEncoder(NetworkOptions options, RandomGenerator random)
    {
        ArgumentNullException.ThrowIfNull(options);
        _background = AddPart("background", new StyleEncoder(options, options.Resolution, 1, ScenePlace.BackgroundSize, random));
        _foreground = AddPart("foreground", new StyleEncoder(options, options.Resolution, 1, ScenePlace.ForegroundSize, random));
    }

    /// <summary>Looks at photos.</summary>
    /// <param name="images">[N, 3, R, R], in [−1, 1].</param>
    public EncodedLatents Forward(Tensor images)
    {
        (Tensor background, Tensor turn) = _background.Forward(images);
        (Tensor foreground, Tensor place) = _foreground.Forward(images);
        return new EncodedLatents(Latent(background), Latent(foreground), ScenePlace.Of(place, turn));
    }

    // Of unit mean square, as mapping networks take it.
    private static Tensor Latent(Tensor offsets) => MappingNetwork.Normalise(offsets.Reshape(offsets.Shape[0], -1));
}
