using PerturbSeg.Torch;
using PerturbSeg.Torch.Layers;
using PerturbSeg.Torch.Operators;

namespace PerturbSeg.Training.Networks;

/// <summary>
/// Maps latents z to styles w through fully connected layers with a hundredth of the learning rate (Karras et al., "A Style-Based
/// Generator Architecture", CVPR 2019, section 2).
/// </summary>
public sealed class MappingNetwork : Module
{
    /// <summary>How much slower than the rest it learns.</summary>
    public const double LearningRateFactor = 0.01;

    private static readonly long[] Last = [1];
    private readonly EqualizedLinear[] _layers;

    /// <summary>Creates the network.</summary>
    /// <param name="latentSize">Extent of z and of w.</param>
    /// <param name="depth">Number of layers.</param>
    /// <param name="gain">Factor on the weights of each layer.</param>
    /// <param name="random">Draws the weights.</param>
    public MappingNetwork(int latentSize, int depth, double gain, RandomGenerator random)
    {
        _layers = new EqualizedLinear[depth];
        for (int i = 0; i < depth; i++)
            _layers[i] = AddPart($"{i}", new EqualizedLinear(latentSize, latentSize, random, learningRateFactor: LearningRateFactor, weightGain: gain));
    }

    /// <summary>Latents of unit mean square in the same directions.</summary>
    /// <param name="z">[N, latentSize].</param>
    public static Tensor Normalise(Tensor z)
    {
        ArgumentNullException.ThrowIfNull(z);
        return z * (z.Square().Mean(Last, keep: true) + 1e-8).Rsqrt();
    }

    /// <summary>Maps latents.</summary>
    /// <param name="z">[N, latentSize]; brought to unit mean square first.</param>
    /// <returns>w, [N, latentSize].</returns>
    public Tensor Forward(Tensor z)
    {
        ArgumentNullException.ThrowIfNull(z);
        Tensor x = Normalise(z);
        foreach (EqualizedLinear layer in _layers)
            x = Activation.LeakyRelu(layer.Forward(x));
        return x;
    }
}
