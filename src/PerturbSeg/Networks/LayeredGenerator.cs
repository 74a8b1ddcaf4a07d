using PerturbSeg.Scenes;
using PerturbSeg.Torch;
using PerturbSeg.Torch.Layers;
using PerturbSeg.Torch.Operators;

namespace PerturbSeg.Networks;

/// <summary>
/// Two generators: one paints a background, one a foreground with its mask (paper, section 3.1). Each has its own mapping network.
/// </summary>
public sealed class LayeredGenerator : Module
{
    private const int CentreSide = 8;
    private readonly MappingNetwork _backgroundMapping;
    private readonly MappingNetwork _foregroundMapping;
    private readonly SynthesisNetwork _background;
    private readonly SynthesisNetwork _foreground;
    private readonly Tensor _centre;

    /// <summary>Creates the generator.</summary>
    /// <param name="options">Its form.</param>
    /// <param name="random">Draws the weights; the device of the generator is its device.</param>
    public LayeredGenerator(NetworkOptions options, RandomGenerator random)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(random);
        using var scope = new TensorScope();
        using Autograd.Mode recording = Autograd.NoGradient();
        Options = options;
        _backgroundMapping = AddPart("background_mapping", new MappingNetwork(options.LatentSize, options.MappingDepth, random));
        _background = AddPart("background", new SynthesisNetwork(options, 3, options.Panorama, random));
        _foregroundMapping = AddPart("foreground_mapping", new MappingNetwork(options.LatentSize, options.MappingDepth, random));
        _foreground = AddPart("foreground", new SynthesisNetwork(options, 4, circular: false, random));
        _centre = AddParameter("mask_centre", CentralLogits(options.CentralStart, random.Device));
    }

    /// <summary>The form.</summary>
    public NetworkOptions Options { get; }

    /// <summary>How many styles each layer takes.</summary>
    public int StyleCount => _background.StyleCount;

    /// <summary>Paints scenes.</summary>
    /// <param name="backgroundLatents">z of the backgrounds, [N, latentSize].</param>
    /// <param name="foregroundLatents">z of the foregrounds; the same tensor for the published shared latent.</param>
    /// <param name="noise">Draws the noise of the layers; null leaves it out.</param>
    /// <returns>Layers in float32.</returns>
    public Layers Forward(Tensor backgroundLatents, Tensor foregroundLatents, RandomGenerator? noise)
        => Paint(MapBackground(backgroundLatents), MapForeground(foregroundLatents), noise);

    /// <summary>The background's styles of latents: [N, latentSize] to [N, latentSize].</summary>
    public Tensor MapBackground(Tensor latents) => _backgroundMapping.Forward(latents);

    /// <summary>The foreground's styles of latents: [N, latentSize] to [N, latentSize].</summary>
    public Tensor MapForeground(Tensor latents) => _foregroundMapping.Forward(latents);

    /// <summary>Paints scenes from styles.</summary>
    /// <param name="backgroundStyles">[N, latentSize], or [N, <see cref="StyleCount"/>, latentSize] for one a layer.</param>
    /// <param name="foregroundStyles">Likewise.</param>
    /// <param name="noise">Draws the noise of the layers; null leaves it out.</param>
    public Layers Paint(Tensor backgroundStyles, Tensor foregroundStyles, RandomGenerator? noise)
    {
        Tensor painted = _foreground.Forward(foregroundStyles, noise); // [N, 4, R, R]
        Tensor logits = painted.Slice(1, 3, 4) + Resampling.ResizeBilinear(_centre, Options.Resolution, Options.Resolution);
        return new Layers(_background.Forward(backgroundStyles, noise), painted.Slice(1, 0, 3), Activation.Sigmoid(logits));
    }

    // strength · (2 exp(−2 r²) − 1) with r = 1 at the middle of each side: [1, 1, 8, 8].
    private static Tensor CentralLogits(double strength, Device device)
    {
        var logits = new float[CentreSide * CentreSide];
        for (int y = 0; y < CentreSide; y++)
        {
            for (int x = 0; x < CentreSide; x++)
            {
                double u = (2.0 * x / (CentreSide - 1)) - 1, v = (2.0 * y / (CentreSide - 1)) - 1;
                logits[(y * CentreSide) + x] = (float)(strength * ((2 * Math.Exp(-2 * ((u * u) + (v * v)))) - 1));
            }
        }

        return Tensor.From<float>(logits, [1, 1, CentreSide, CentreSide], device);
    }
}
