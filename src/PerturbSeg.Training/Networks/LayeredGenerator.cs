using PerturbSeg.Torch;
using PerturbSeg.Torch.Layers;
using PerturbSeg.Torch.Operators;
using PerturbSeg.Training.Scenes;

namespace PerturbSeg.Training.Networks;

/// <summary>
/// Paints a background, and a foreground with its mask (paper, section 3.1). What the two layers share is said by
/// <see cref="GeneratorVariant"/>; how they are painted, by <see cref="Architecture"/>.
/// </summary>
public sealed class LayeredGenerator : Module
{
    private const int CentreSide = 8;
    private readonly MappingNetwork _backgroundMapping;
    private readonly MappingNetwork _foregroundMapping;
    private readonly SynthesisNetwork? _background;
    private readonly SynthesisNetwork _foreground;
    private readonly Tensor? _centre;

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
        if (options.Variant == GeneratorVariant.TwoGenerators)
        {
            _backgroundMapping = AddPart("background_mapping", Mapping());
            _background = AddPart("background", Synthesis(3, options.WrappedAxes));
            _foregroundMapping = AddPart("foreground_mapping", Mapping());
            _foreground = AddPart("foreground", Synthesis(4));
        }
        else
        {
            _backgroundMapping = _foregroundMapping = AddPart("mapping", Mapping());
            bool separate = options.Variant == GeneratorVariant.SharedMapping;
            _background = separate ? AddPart("background", Synthesis(3, options.WrappedAxes)) : null;
            _foreground = separate ? AddPart("foreground", Synthesis(4)) : AddPart("layers", Synthesis(7));
        }

        if (options.CentralStart != 0)
            _centre = AddParameter("mask_centre", CentralLogits(options.CentralStart, random.Device));

        MappingNetwork Mapping() => new(options.LatentSize, options.MappingDepth, options.MappingGain, random);

        SynthesisNetwork Synthesis(int outputs, WrappedAxes wrapped = WrappedAxes.None) => SynthesisNetwork.Create(options, outputs, wrapped, random);
    }

    /// <summary>The form.</summary>
    public NetworkOptions Options { get; }

    /// <summary>How many styles each layer takes at the present growth.</summary>
    public int StyleCount => _foreground.StyleCount;

    /// <summary>How far the generator has grown.</summary>
    /// <exception cref="NotSupportedException">Set to anything but the full side where the architecture does not grow.</exception>
    public Growth Growth
    {
        get => _foreground.Growth;
        set
        {
            _foreground.Growth = value;
            if (_background is not null)
                _background.Growth = value;
        }
    }

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
    /// <param name="backgroundStyles">
    /// [N, latentSize], or [N, <see cref="StyleCount"/>, latentSize] for one a layer. One generator for both layers leaves them unread.
    /// </param>
    /// <param name="foregroundStyles">Likewise.</param>
    /// <param name="noise">Draws the noise of the layers; null leaves it out.</param>
    public Layers Paint(Tensor backgroundStyles, Tensor foregroundStyles, RandomGenerator? noise)
        => PaintUndecided(backgroundStyles, foregroundStyles, noise).Decide();

    /// <summary>Paints scenes from styles, and leaves masks as logits.</summary>
    /// <param name="backgroundStyles">As for <see cref="Paint"/>.</param>
    /// <param name="foregroundStyles">Likewise.</param>
    /// <param name="noise">Likewise.</param>
    public UndecidedLayers PaintUndecided(Tensor backgroundStyles, Tensor foregroundStyles, RandomGenerator? noise)
        => Compose(_foreground.Forward(foregroundStyles, noise), () => _background!.Forward(backgroundStyles, noise));

    /// <summary>Paints scenes from styles with given noise, which both layers get, as the published generators take it.</summary>
    /// <param name="backgroundStyles">As for the other form.</param>
    /// <param name="foregroundStyles">Likewise.</param>
    /// <param name="noise">One for each side from 4 on, [N, 1, side, side].</param>
    /// <exception cref="NotSupportedException">The architecture draws its noise layer by layer.</exception>
    public Layers PaintWithNoise(Tensor backgroundStyles, Tensor foregroundStyles, IReadOnlyList<Tensor> noise)
    {
        return Compose(Synthesise(_foreground, foregroundStyles), () => Synthesise(_background!, backgroundStyles)).Decide();

        Tensor Synthesise(SynthesisNetwork network, Tensor styles)
            => (network as StyleGan1.StyleGan1Synthesis ?? throw new NotSupportedException("Only StyleGan1 takes given noise.")).Forward(styles, noise);
    }

    // Where one network paints everything, the background comes first: [N, 3 + 3 + 1, R, R].
    private UndecidedLayers Compose(Tensor painted, Func<Tensor> background)
    {
        Tensor behind = _background is null ? painted.Slice(1, 0, 3) : background();
        Tensor front = _background is null ? painted.Slice(1, 3, 7) : painted; // [N, 4, R, R]
        Tensor logits = front.Slice(1, 3, 4);
        if (_centre is not null)
            logits = logits + Resampling.ResizeBilinear(_centre, Growth.Side, Growth.Side);
        return new UndecidedLayers(behind, front.Slice(1, 0, 3), logits);
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
