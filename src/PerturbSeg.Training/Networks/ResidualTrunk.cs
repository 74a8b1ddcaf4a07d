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
