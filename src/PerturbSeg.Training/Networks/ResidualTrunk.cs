using PerturbSeg.Torch;
using PerturbSeg.Torch.Layers;
using PerturbSeg.Torch.Operators;

namespace PerturbSeg.Training.Networks;

/// <summary>Residual blocks from images down to 4×4 (Karras et al., CVPR 2020, figure 7c).</summary>
public sealed class ResidualTrunk : Module
{
    private const int LastSide = 4;
    private readonly EqualizedConv2d _first;
    private readonly List<ResidualBlock> _blocks = [];

    /// <summary>Creates the trunk.</summary>
    /// <param name="options">Channels of each side.</param>
    /// <param name="side">Side of the images, in pixels: a power of two from 8.</param>
    /// <param name="random">Draws the weights.</param>
    /// <param name="inputs">Channels of the images.</param>
    public ResidualTrunk(NetworkOptions options, int side, RandomGenerator random, int inputs = 3)
    {
        ArgumentNullException.ThrowIfNull(options);
        Channels = options.Channels(side);
        _first = AddPart("first", new EqualizedConv2d(inputs, Channels, 1, random, gain: Math.Sqrt(2)));
        for (; side > LastSide; side /= 2)
        {
            int next = options.Channels(side / 2);
            _blocks.Add(AddPart($"down{side}", new ResidualBlock(Channels, next, random)));
            Channels = next;
        }
    }

    /// <summary>Channels of the coarsest features.</summary>
    public int Channels { get; }

    /// <summary>Numbers in the coarsest features of an image.</summary>
    public int FeatureCount => Channels * LastSide * LastSide;

    /// <summary>Takes over the weights of a trunk of the same channels that may look at more: what it sees beyond the channels of these images is left out.</summary>
    /// <param name="other">The source, with as many inputs or more.</param>
    public void BeginFrom(ResidualTrunk other)
    {
        ArgumentNullException.ThrowIfNull(other);
        using var scope = new TensorScope();
        using Autograd.Mode recording = Autograd.NoGradient();
        foreach (((_, Tensor mine), (_, Tensor theirs)) in State.Zip(other.State))
        {
            bool sameInputs = mine.Shape.SequenceEqual(theirs.Shape);
            mine.CopyFrom(sameInputs ? theirs : theirs.Slice(1, 0, mine.Shape[1]) * Math.Sqrt((double)mine.Shape[1] / theirs.Shape[1])); // used over the root of the inputs
        }
    }

    /// <summary>The feature maps after each block, finest first.</summary>
    /// <param name="images">[N, inputs, side, side], in about [−1, 1].</param>
    public Tensor[] Features(Tensor images)
    {
        ArgumentNullException.ThrowIfNull(images);
        var features = new Tensor[_blocks.Count];
        Tensor x = Activation.LeakyRelu(_first.Forward(images.Contiguous(MemoryFormat.ChannelsLast)));
        for (int i = 0; i < _blocks.Count; i++)
            features[i] = x = _blocks[i].Forward(x);
        return features;
    }
}
