using PerturbSeg.Torch;
using PerturbSeg.Torch.Layers;
using PerturbSeg.Torch.Operators;

namespace PerturbSeg.Training.Networks.StyleGan2;

/// <summary>Residual blocks down to 4×4, minibatch standard deviation, two linear layers (Karras et al., CVPR 2020, figure 7c).</summary>
public sealed class StyleGan2Discriminator : Discriminator
{
    private const int LargestGroup = 4;
    private static readonly double Gain = Math.Sqrt(2);
    private readonly int _side;
    private readonly ResidualTrunk _trunk;
    private readonly EqualizedConv2d _last;
    private readonly EqualizedLinear _hidden;
    private readonly EqualizedLinear _output;

    /// <summary>Creates the discriminator.</summary>
    /// <param name="options">Its form.</param>
    /// <param name="random">Draws the weights; the device of the generator is its device.</param>
    public StyleGan2Discriminator(NetworkOptions options, RandomGenerator random)
    {
        ArgumentNullException.ThrowIfNull(options);
        using var scope = new TensorScope();
        using Autograd.Mode recording = Autograd.NoGradient();
        _side = options.Resolution;
        _trunk = AddPart("trunk", new ResidualTrunk(options, _side, random, options.JudgesMasks ? 4 : 3));
        _last = AddPart("last", new EqualizedConv2d(_trunk.Channels + 1, _trunk.Channels, 3, random, gain: Gain));
        _hidden = AddPart("hidden", new EqualizedLinear(_trunk.FeatureCount, _trunk.Channels, random));
        _output = AddPart("output", new EqualizedLinear(_trunk.Channels, 1, random));
    }

    /// <inheritdoc/>
    public override Growth Growth
    {
        get => new(_side);
        set
        {
            if (value != Growth)
                throw new NotSupportedException($"This architecture does not grow: it judges images of side {_side}, not {value}.");
        }
    }

    /// <inheritdoc/>
    public override ResidualTrunk Trunk => _trunk;

    /// <inheritdoc/>
    public override Tensor[] Features(Tensor images) => _trunk.Features(images);

    /// <inheritdoc/>
    protected override Tensor Judge(Tensor coarsest)
    {
        ArgumentNullException.ThrowIfNull(coarsest);
        Tensor x = MinibatchStandardDeviation.Append(coarsest.To(ScalarType.Float32), LargestGroup, Batch);
        x = Activation.LeakyRelu(_last.Forward(x)).To(ScalarType.Float32);
        x = Activation.LeakyRelu(_hidden.Forward(x.Reshape(x.Shape[0], -1))) * Gain;
        return _output.Forward(x).To(ScalarType.Float32);
    }
}
