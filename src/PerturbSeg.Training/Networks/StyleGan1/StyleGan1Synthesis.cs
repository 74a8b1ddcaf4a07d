using PerturbSeg.Torch;
using PerturbSeg.Torch.Layers;
using PerturbSeg.Torch.Operators;

namespace PerturbSeg.Training.Networks.StyleGan1;

/// <summary>
/// Paints layers from styles with a block for each side and a 1×1 output of each; a new side fades in over the enlarged image of the one
/// before (Karras et al., CVPR 2019, figure 1b; growing: Karras et al., ICLR 2018, figure 2).
/// </summary>
public sealed class StyleGan1Synthesis : SynthesisNetwork
{
    /// <summary>The side from which on resampling is fused with its convolution, in pixels.</summary>
    internal const int FirstFusedSide = 128;

    private readonly List<(StyledBlock Block, EqualizedConv2d Output)> _sides = [];
    private Growth _growth;

    /// <summary>Creates the network, fully grown.</summary>
    /// <param name="options">Resolution, channels and style size.</param>
    /// <param name="outputs">Channels to paint.</param>
    /// <param name="random">Draws the weights.</param>
    public StyleGan1Synthesis(NetworkOptions options, int outputs, RandomGenerator random)
    {
        ArgumentNullException.ThrowIfNull(options);
        int channels = 0;
        for (int side = StartSide; side <= options.BuiltResolution; side *= 2)
        {
            int next = options.Channels(side);
            var block = AddPart($"block{side}", new StyledBlock(channels, next, side >= FirstFusedSide, options.LatentSize, random));
            _sides.Add((block, AddPart($"output{side}", new EqualizedConv2d(next, outputs, 1, random, weightGain: Math.Sqrt(2)))));
            channels = next;
        }

        Growth = new Growth(options.Resolution);
    }

    /// <inheritdoc/>
    /// <remarks>One for each block.</remarks>
    public override int StyleCount => BlocksFor(_growth.Side);

    /// <inheritdoc/>
    public override Growth Growth
    {
        get => _growth;
        set
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan(BlocksFor(value.Side), _sides.Count, nameof(value));
            _growth = value;
        }
    }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor styles, RandomGenerator? noise)
    {
        ArgumentNullException.ThrowIfNull(styles);
        return Forward(styles, noise is null
            ? null
            : [.. Enumerable.Range(0, StyleCount).Select(block => Tensor.Normal(noise, styles.Shape[0], 1, StartSide << block, StartSide << block))]);
    }

    /// <summary>Paints with given noise.</summary>
    /// <param name="styles">As for the other form.</param>
    /// <param name="noise">One for each block, [N, 1, side, side]; null leaves it out.</param>
    /// <returns>[N, outputs, side, side], float32.</returns>
    public Tensor Forward(Tensor styles, IReadOnlyList<Tensor>? noise)
    {
        Tensor? before = null, x = null;
        int last = StyleCount - 1;
        for (int i = 0; i <= last; i++)
        {
            before = x;
            x = _sides[i].Block.Forward(x, StyleOf(styles, i), noise?[i]);
        }

        Tensor image = Paint(last, x!);
        if (before is null || _growth.Alpha >= 1)
            return image;
        Tensor enlarged = Resampling.DoubleNearest(Paint(last - 1, before));
        return enlarged + ((image - enlarged) * _growth.Alpha);
    }

    private static int BlocksFor(int side) => int.Log2(side / StartSide) + 1;

    private Tensor Paint(int block, Tensor x) => _sides[block].Output.Forward(x).To(ScalarType.Float32);
}
