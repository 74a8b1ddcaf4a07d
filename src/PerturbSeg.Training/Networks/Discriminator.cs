using PerturbSeg.Torch;
using PerturbSeg.Torch.Layers;
using PerturbSeg.Training.Collectives;

namespace PerturbSeg.Training.Networks;

/// <summary>Tells photos from composites.</summary>
public abstract class Discriminator : Module
{
    /// <summary>Side of the last features, in pixels.</summary>
    protected const int LastSide = 4;

    /// <summary>How far the network has grown.</summary>
    /// <exception cref="NotSupportedException">Set to anything but the full side on a network that does not grow.</exception>
    public abstract Growth Growth { get; set; }

    /// <summary>Which share of a batch it judges at a time: images are compared with those of the whole batch.</summary>
    public BatchShare Batch { get; set; } = BatchShare.Whole;

    /// <summary>What an encoder's looking may begin with (<see cref="ResidualTrunk.BeginFrom"/>); null where it is of another form.</summary>
    public virtual ResidualTrunk? Trunk => null;

    /// <summary>Creates the discriminator of an architecture.</summary>
    /// <param name="options">The architecture and its form.</param>
    /// <param name="random">Draws the weights; the device of the generator is its device.</param>
    public static Discriminator Create(NetworkOptions options, RandomGenerator random)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.Architecture switch
        {
            Architecture.StyleGan1 => new StyleGan1.StyleGan1Discriminator(options, random),
            _ => new StyleGan2.StyleGan2Discriminator(options, random),
        };
    }

    /// <summary>Judges images.</summary>
    /// <param name="images">As <see cref="JudgedImages"/> puts them together; side is that of <see cref="Growth"/>.</param>
    /// <returns>Logits, [N, 1]; the higher, the more like a photo.</returns>
    public Tensor Forward(Tensor images) => Judge(Features(images)[^1]);

    /// <summary>The feature maps after each halving of the side, finest first: what the encoder compares reconstructions in.</summary>
    /// <param name="images">As <see cref="JudgedImages"/> puts them together.</param>
    public abstract Tensor[] Features(Tensor images);

    /// <summary>Turns the coarsest features into logits.</summary>
    /// <param name="coarsest">[N, C, 4, 4].</param>
    /// <returns>[N, 1], float32.</returns>
    protected abstract Tensor Judge(Tensor coarsest);
}
