using PerturbSeg.Torch;
using PerturbSeg.Torch.Layers;
using PerturbSeg.Torch.Operators;
using PerturbSeg.Training.Scenes;

namespace PerturbSeg.Training.Networks.StyleGan2;

/// <summary>
/// Paints one layer from styles: a 4×4 start, then at each doubling of the side nearest up-sampling and two styled convolutions; the
/// outputs of all sides are summed after bilinear up-sampling (Karras et al., CVPR 2020, figure 7b: output skips).
/// </summary>
public sealed class StyleGan2Synthesis : SynthesisNetwork
{
    private readonly int _side;
    private readonly WrappedAxes _wrapped;
    private readonly Tensor _start;
    private readonly EqualizedLinear? _styledStart;
    private readonly StyledConvolution _first;
    private readonly List<(StyledConvolution? Up, StyledConvolution? Same, ModulatedConv2d Output, Tensor OutputBias)> _sides = [];

    /// <summary>Creates the network.</summary>
    /// <param name="options">Resolution, channels and style size.</param>
    /// <param name="outputs">Channels of the painted layer.</param>
    /// <param name="wrapped">The axes that go around.</param>
    /// <param name="random">Draws the weights.</param>
    public StyleGan2Synthesis(NetworkOptions options, int outputs, WrappedAxes wrapped, RandomGenerator random)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(random);
        _side = options.Resolution;
        _wrapped = wrapped;
        int channels = options.Channels(StartSide), style = options.LatentSize;
        _start = AddParameter("start", Tensor.Normal(random, 1, channels, StartSide, StartSide));
        if (options.StyledStart)
            _styledStart = AddPart("styled_start", new EqualizedLinear(style, channels * StartSide * StartSide, random));
        _first = AddPart("first", new StyledConvolution(channels, channels, style, wrapped, random));
        _sides.Add((null, null, Output(StartSide, channels), OutputBias(StartSide)));
        for (int side = 2 * StartSide; side <= options.Resolution; side *= 2)
        {
            int next = options.Channels(side);
            var up = AddPart($"up{side}", new StyledConvolution(channels, next, style, wrapped, random));
            var same = AddPart($"same{side}", new StyledConvolution(next, next, style, wrapped, random));
            _sides.Add((up, same, Output(side, next), OutputBias(side)));
            channels = next;
        }

        ModulatedConv2d Output(int side, int inputs)
            => AddPart($"output{side}", new ModulatedConv2d(inputs, outputs, 1, style, demodulate: false, wrapped, random));

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

    // Where an image goes around, the neighbours of an edge's pixels are those of the opposite edge.
    private Tensor Enlarge(Tensor image)
    {
        Tensor enlarged = Resampling.DoubleBilinear(WrapPadding.Extend(image, _wrapped, 1));
        if (_wrapped.HasFlag(WrappedAxes.X))
            enlarged = enlarged.Slice(3, 2, (2 * image.Shape[3]) + 2);
        return _wrapped.HasFlag(WrappedAxes.Y) ? enlarged.Slice(2, 2, (2 * image.Shape[2]) + 2) : enlarged;
    }
}
