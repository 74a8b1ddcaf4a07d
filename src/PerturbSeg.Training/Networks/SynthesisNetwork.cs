using PerturbSeg.Torch;
using PerturbSeg.Torch.Layers;
using PerturbSeg.Training.Scenes;

namespace PerturbSeg.Training.Networks;

/// <summary>Paints one or more layers of a scene from styles, on a start of 4×4.</summary>
public abstract class SynthesisNetwork : Module
{
    /// <summary>Side of the first features, in pixels.</summary>
    public const int StartSide = 4;

    /// <summary>How many styles a picture takes at the present growth, coarse ones first.</summary>
    public abstract int StyleCount { get; }

    /// <summary>How far the network has grown.</summary>
    /// <exception cref="NotSupportedException">Set to anything but the full side on a network that does not grow.</exception>
    public abstract Growth Growth { get; set; }

    /// <summary>Creates the network of an architecture.</summary>
    /// <param name="options">The architecture and its form.</param>
    /// <param name="outputs">Channels to paint.</param>
    /// <param name="wrapped">The axes that go around.</param>
    /// <param name="random">Draws the weights; the device of the generator is its device.</param>
    public static SynthesisNetwork Create(NetworkOptions options, int outputs, WrappedAxes wrapped, RandomGenerator random)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.Architecture switch
        {
            Architecture.StyleGan1 => new StyleGan1.StyleGan1Synthesis(options, outputs, random),
            _ => new StyleGan2.StyleGan2Synthesis(options, outputs, wrapped, random),
        };
    }

    /// <summary>Paints.</summary>
    /// <param name="styles">w for the whole picture, [N, styleSize], or one for each layer, [N, <see cref="StyleCount"/>, styleSize].</param>
    /// <param name="noise">Draws the noise of every layer; null leaves it out.</param>
    /// <returns>[N, outputs, side, side], float32; side is that of <see cref="Growth"/>.</returns>
    public abstract Tensor Forward(Tensor styles, RandomGenerator? noise);

    /// <summary>The style of one layer: [N, styleSize].</summary>
    /// <param name="styles">As <see cref="Forward"/> takes them.</param>
    /// <param name="layer">From 0.</param>
    protected static Tensor StyleOf(Tensor styles, int layer)
    {
        ArgumentNullException.ThrowIfNull(styles);
        return styles.Shape.Length == 2 ? styles : styles.Slice(1, layer, layer + 1).Reshape(styles.Shape[0], -1);
    }
}
