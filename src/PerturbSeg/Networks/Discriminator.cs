using PerturbSeg.Torch;
using PerturbSeg.Torch.Layers;
using PerturbSeg.Torch.Operators;

namespace PerturbSeg.Networks;

/// <summary>Tells photos from composites: residual blocks down to 4×4, minibatch standard deviation, two linear layers.</summary>
public sealed class Discriminator : Module
{
    private const int LastSide = 4;
    private static readonly double Gain = Math.Sqrt(2);
    private readonly EqualizedConv2d _first;
    private readonly List<ResidualBlock> _blocks = [];
    private readonly EqualizedConv2d _last;
    private readonly EqualizedLinear _hidden;
    private readonly EqualizedLinear _output;

    /// <summary>Creates the discriminator.</summary>
    /// <param name="options">Its form.</param>
    /// <param name="random">Draws the weights; the device of the generator is its device.</param>
    public Discriminator(NetworkOptions options, RandomGenerator random)
    {
        ArgumentNullException.ThrowIfNull(options);
        using var scope = new TensorScope();
        using Autograd.Mode recording = Autograd.NoGradient();
        int channels = options.Channels(options.Resolution);
        _first = AddPart("first", new EqualizedConv2d(3, channels, 1, random, gain: Gain));
        for (int side = options.Resolution; side > LastSide; side /= 2)
        {
            int next = options.Channels(side / 2);
            _blocks.Add(AddPart($"down{side}", new ResidualBlock(channels, next, random)));
            channels = next;
        }

        _last = AddPart("last", new EqualizedConv2d(channels + 1, channels, 3, random, gain: Gain));
        _hidden = AddPart("hidden", new EqualizedLinear(channels * LastSide * LastSide, channels, random));
        _output = AddPart("output", new EqualizedLinear(channels, 1, random));
    }

    /// <summary>Judges images.</summary>
    /// <param name="images">[N, 3, R, R], in about [−1, 1].</param>
    /// <returns>Logits, [N, 1]; above 0 means photo.</returns>
    public Tensor Forward(Tensor images) => Judge(Features(images)[^1]);

    /// <summary>The feature maps after each block, finest first: what the encoder compares reconstructions in.</summary>
    /// <param name="images">[N, 3, R, R], in about [−1, 1].</param>
    public Tensor[] Features(Tensor images)
    {
        ArgumentNullException.ThrowIfNull(images);
        var features = new Tensor[_blocks.Count];
        Tensor x = Activation.LeakyRelu(_first.Forward(images.Contiguous(MemoryFormat.ChannelsLast)));
        for (int i = 0; i < _blocks.Count; i++)
            features[i] = x = _blocks[i].Forward(x);
        return features;
    }

    private Tensor Judge(Tensor coarsest)
    {
        Tensor x = MinibatchStandardDeviation.Append(coarsest.To(ScalarType.Float32));
        x = Activation.LeakyRelu(_last.Forward(x)).To(ScalarType.Float32);
        x = Activation.LeakyRelu(_hidden.Forward(x.Reshape(x.Shape[0], -1))) * Gain;
        return _output.Forward(x).To(ScalarType.Float32);
    }
}
