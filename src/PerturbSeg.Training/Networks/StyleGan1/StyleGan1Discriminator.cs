using PerturbSeg.Torch;
using PerturbSeg.Torch.Layers;
using PerturbSeg.Torch.Operators;

namespace PerturbSeg.Training.Networks.StyleGan1;

/// <summary>
/// Judges images with a block for each side down to 4×4 and a 1×1 input for each; a new side fades in over the halved image (Karras et
/// al., ICLR 2018, table 2 and figure 2; blur: Karras et al., CVPR 2019).
/// </summary>
public sealed class StyleGan1Discriminator : Discriminator
{
    private readonly SortedDictionary<int, Side> _sides = [];
    private readonly EqualizedConv2d _lastInput;
    private readonly EqualizedConv2d _last;
    private readonly EqualizedConv2d _wholeImage;
    private readonly EqualizedLinear _output;
    private Growth _growth;

    /// <summary>Creates the discriminator, fully grown.</summary>
    /// <param name="options">Its form.</param>
    /// <param name="random">Draws the weights; the device of the generator is its device.</param>
    public StyleGan1Discriminator(NetworkOptions options, RandomGenerator random)
    {
        ArgumentNullException.ThrowIfNull(options);
        using var scope = new TensorScope();
        using Autograd.Mode recording = Autograd.NoGradient();
        for (int side = options.BuiltResolution; side > LastSide; side /= 2)
        {
            int channels = options.Channels(side), next = options.Channels(side / 2);
            _sides.Add(side, new Side(
                AddPart($"input{side}", Equalized(3, channels, 1)),
                AddPart($"convolution{side}", Equalized(channels, next, 3)),
                AddPart($"halving{side}", new HalvingConv2d(next, next, side >= StyleGan1Synthesis.FirstFusedSide, random))));
        }

        int last = options.Channels(LastSide);
        _lastInput = AddPart($"input{LastSide}", Equalized(3, last, 1));
        _last = AddPart("last", Equalized(last + 1, last, 3));
        _wholeImage = AddPart("whole_image", new EqualizedConv2d(last, last, LastSide, random, weightGain: Math.Sqrt(2), padding: 0));
        _output = AddPart("output", new EqualizedLinear(last, 1, random, weightGain: Math.Sqrt(2)));
        Growth = new Growth(options.Resolution);

        EqualizedConv2d Equalized(int inputs, int outputs, int kernel)
            => new(inputs, outputs, kernel, random, weightGain: Math.Sqrt(2));
    }

    /// <inheritdoc/>
    public override Growth Growth
    {
        get => _growth;
        set
        {
            if (!_sides.ContainsKey(value.Side))
                throw new ArgumentOutOfRangeException(nameof(value), value, $"There is no block for this side, only for {string.Join(", ", _sides.Keys)}.");
            _growth = value;
        }
    }

    /// <inheritdoc/>
    public override Tensor[] Features(Tensor images)
    {
        ArgumentNullException.ThrowIfNull(images);
        int side = _growth.Side;
        Tensor image = images.Contiguous(MemoryFormat.ChannelsLast);
        Tensor x = Activation.LeakyRelu(_sides[side].Input.Forward(image));
        var features = new List<Tensor>();
        for (; side > LastSide; side /= 2)
        {
            (_, EqualizedConv2d convolution, HalvingConv2d halving) = _sides[side];
            x = Activation.LeakyRelu(convolution.Forward(x));
            x = Activation.LeakyRelu(halving.Forward(Blur.Apply(x)));
            if (side == _growth.Side && _growth.Alpha < 1)
            {
                EqualizedConv2d input = side / 2 == LastSide ? _lastInput : _sides[side / 2].Input;
                Tensor halved = Activation.LeakyRelu(input.Forward(Resampling.HalveByMean(image)));
                x = halved + ((x - halved) * _growth.Alpha);
            }

            features.Add(x);
        }

        return [.. features];
    }

    /// <inheritdoc/>
    protected override Tensor Judge(Tensor coarsest)
    {
        ArgumentNullException.ThrowIfNull(coarsest);
        Tensor x = MinibatchStandardDeviation.Append(coarsest.To(ScalarType.Float32), batch: Batch);
        x = Activation.LeakyRelu(_last.Forward(x));
        x = Activation.LeakyRelu(_wholeImage.Forward(x)).To(ScalarType.Float32); // [N, C, 1, 1]
        return _output.Forward(x.Reshape(x.Shape[0], -1)).To(ScalarType.Float32);
    }

    private sealed record Side(EqualizedConv2d Input, EqualizedConv2d Convolution, HalvingConv2d Halving);
}
