using PerturbSeg.Torch;
using PerturbSeg.Torch.Layers;
using PerturbSeg.Torch.Operators;

namespace PerturbSeg.Networks.StyleGan2;

/// <summary>
/// Paints one layer from styles: a 4×4 start, then at each doubling of the side nearest up-sampling and two styled convolutions; the
/// outputs of all sides are summed after bilinear up-sampling (Karras et al., CVPR 2020, figure 7b: output skips).
/// </summary>
public sealed class StyleGan2Synthesis : SynthesisNetwork
{
    private readonly int _side;
    private readonly bool _circular;
    private readonly Tensor _start;
    private readonly EqualizedLinear? _styledStart;
    private readonly StyledConvolution _first;
    private readonly List<(StyledConvolution? Up, StyledConvolution? Same, ModulatedConv2d Output, Tensor OutputBias)> _sides = [];

    /// <summary>Creates the network.</summary>
    /// <param name="options">Resolution, channels and style size.</param>
    /// <param name="outputs">Channels of the painted layer.</param>
    /// <param name="circular">Whether x wraps around.</param>
    /// <param name="random">Draws the weights.</param>
    public StyleGan2Synthesis(NetworkOptions options, int outputs, bool circular, RandomGenerator random)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(random);
        _side = options.Resolution;
        _circular = circular;
        int channels = options.Channels(StartSide), style = options.LatentSize;
        _start = AddParameter("start", Tensor.Normal(random, 1, channels, StartSide, StartSide));
        if (options.StyledStart)
            _styledStart = AddPart("styled_start", new EqualizedLinear(style, channels * StartSide * StartSide, random));
        _first = AddPart("first", new StyledConvolution(channels, channels, style, circular, random));
        _sides.Add((null, null, Output(StartSide, channels), OutputBias(StartSide)));
        for (int side = 2 * StartSide; side <= options.Resolution; side *= 2)
        {
            int next = options.Channels(side);
            var up = AddPart($"up{side}", new StyledConvolution(channels, next, style, circular, random));
            var same = AddPart($"same{side}", new StyledConvolution(next, next, style, circular, random));
            _sides.Add((up, same, Output(side, next), OutputBias(side)));
            channels = next;
        }

        ModulatedConv2d Output(int side, int inputs)
            => AddPart($"output{side}", new ModulatedConv2d(inputs, outputs, 1, style, demodulate: false, circular, random));

        Tensor OutputBias(int side) => AddParameter($"output{side}_bias", Tensor.Zeros([1, outputs, 1, 1], random.Device));
    }

    /// <inheritdoc/>
    /// <remarks>One for the start and its convolution, then one for each convolution.</remarks>
    public override int StyleCount => (2 * _sides.Count) - 1;

    /// <inheritdoc/>
    public override Growth Growth
    {
        get => new(_side);
        set
        {
            if (value != Growth)
                throw new NotSupportedException($"This architecture does not grow: it paints images of side {_side}, not {value}.");
        }
    }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor styles, RandomGenerator? noise)
    {
        ArgumentNullException.ThrowIfNull(styles);
        long count = styles.Shape[0];
        Tensor x = _start.Expand(count, -1, -1, -1);
        if (_styledStart is not null)
            x = x + _styledStart.Forward(StyleOf(styles, 0)).To(ScalarType.Float32).Reshape(count, -1, StartSide, StartSide);
        x = _first.Forward(x.Contiguous(MemoryFormat.ChannelsLast), StyleOf(styles, 0), noise);
        Tensor? image = null;
        for (int i = 0; i < _sides.Count; i++)
        {
            (StyledConvolution? up, StyledConvolution? same, ModulatedConv2d output, Tensor bias) = _sides[i];
            if (up is not null && same is not null)
            {
                x = up.Forward(Resampling.DoubleNearest(x), StyleOf(styles, (2 * i) - 1), noise);
                x = same.Forward(x, StyleOf(styles, 2 * i), noise);
            }

            Tensor painted = output.Forward(x, StyleOf(styles, 2 * i), out _).To(ScalarType.Float32) + bias;
            image = image is null ? painted : Enlarge(image) + painted;
        }

        return image!;
    }

    // Around a cylinder the neighbours of an edge's columns are those of the other edge.
    private Tensor Enlarge(Tensor image)
    {
        if (!_circular)
            return Resampling.DoubleBilinear(image);
        long width = image.Shape[3];
        Tensor wrapped = Tensor.Concatenate([image.Slice(3, width - 1, width), image, image.Slice(3, 0, 1)], 3);
        return Resampling.DoubleBilinear(wrapped).Slice(3, 2, (2 * width) + 2);
    }
}
