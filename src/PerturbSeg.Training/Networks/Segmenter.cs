using PerturbSeg.Torch;
using PerturbSeg.Torch.Layers;
using PerturbSeg.Torch.Operators;

namespace PerturbSeg.Training.Networks;

/// <summary>
/// A small U-Net: from an image to the logits of its mask (Ronneberger et al., "U-Net", MICCAI 2015). Two blocks at each of four sides
/// on the way down, one on the way up, where the finer features of the way down join.
/// </summary>
public sealed class Segmenter : Module
{
    /// <summary>The sides of an image must be multiples of this: it is halved three times.</summary>
    public const int SideMultiple = 8;

    private readonly (ConvolutionBlock First, ConvolutionBlock Second)[] _down;
    private readonly ConvolutionBlock[] _up;
    private readonly Tensor _outputWeight;
    private readonly Tensor _outputBias;

    /// <summary>The name of the first weight, [channels, 3, 3, 3].</summary>
    internal const string FirstWeight = "down0a.weight";

    /// <summary>Creates the network.</summary>
    /// <param name="channels">Channels at the full side; twice and four times as many at the coarser sides.</param>
    /// <param name="random">Draws the weights; the device of the generator is its device.</param>
    public Segmenter(int channels, RandomGenerator random)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        using var scope = new TensorScope();
        using Autograd.Mode recording = Autograd.NoGradient();
        Channels = channels;
        int[] widths = [channels, 2 * channels, 4 * channels, 4 * channels];
        _down = new (ConvolutionBlock, ConvolutionBlock)[widths.Length];
        for (int level = 0; level < widths.Length; level++)
        {
            _down[level] = (
                AddPart($"down{level}a", new ConvolutionBlock(level == 0 ? 3 : widths[level - 1], widths[level], random)),
                AddPart($"down{level}b", new ConvolutionBlock(widths[level], widths[level], random)));
        }

        int below = widths[^1];
        _up = new ConvolutionBlock[widths.Length - 1];
        for (int level = _up.Length - 1; level >= 0; level--)
        {
            int next = level == 0 ? channels : widths[level - 1];
            _up[level] = AddPart($"up{level}", new ConvolutionBlock(below + widths[level], next, random));
            below = next;
        }

        _outputWeight = AddParameter("output.weight", Tensor.Normal(random, 1, channels, 1, 1) * Math.Sqrt(1.0 / channels));
        _outputBias = AddParameter("output.bias", Tensor.Zeros([1], random.Device));
    }

    /// <summary>Channels at the full side.</summary>
    public int Channels { get; }

    /// <summary>A network of the same form with the same values, to be taught on.</summary>
    /// <param name="random">Its device is that of the copy.</param>
    public Segmenter Copy(RandomGenerator random)
    {
        var copy = new Segmenter(Channels, random);
        copy.CopyFrom(this);
        return copy;
    }

    /// <summary>Makes all masks larger or smaller.</summary>
    /// <param name="value">What is added to the logits of every pixel; above 0 makes masks larger.</param>
    public void AddToLogits(double value)
    {
        using var scope = new TensorScope();
        using Autograd.Mode recording = Autograd.NoGradient();
        _outputBias.CopyFrom(_outputBias + value);
    }

    /// <summary>Judges every pixel.</summary>
    /// <param name="images">[N, 3, H, W], in about [−1, 1]; H and W multiples of <see cref="SideMultiple"/>.</param>
    /// <param name="training">Whether batch normalisation takes the batch's statistics and learns from them, or the running ones.</param>
    /// <returns>Logits in float32, [N, 1, H, W]; above 0 means object.</returns>
    /// <exception cref="ShapeMismatchException">The images are not colour images of such sides.</exception>
    public Tensor Forward(Tensor images, bool training)
    {
        Tensor x = Checked(images);
        var features = new Tensor[_down.Length];
        for (int level = 0; level < _down.Length; level++)
        {
            if (level > 0)
                x = Resampling.HalveByMaximum(x);
            x = _down[level].First.Forward(x, training);
            features[level] = x = _down[level].Second.Forward(x, training);
        }

        for (int level = _up.Length - 1; level >= 0; level--)
            x = _up[level].Forward(Tensor.Concatenate([Resampling.DoubleNearest(x), features[level]], 1), training);
        return Convolution.Conv2d(x, _outputWeight, _outputBias, 0, 0).To(ScalarType.Float32);
    }

    /// <summary>Judges every pixel by what is seen in an image and in its mirror image.</summary>
    /// <param name="images">As <see cref="Forward"/> takes them.</param>
    /// <returns>The mean of both logits in float32, [N, 1, H, W].</returns>
    /// <exception cref="ShapeMismatchException">The images are not colour images of such sides.</exception>
    public Tensor ForwardBothWays(Tensor images)
    {
        ArgumentNullException.ThrowIfNull(images);
        return (Forward(images, training: false) + Forward(images.Flip(3), training: false).Flip(3)) * 0.5;
    }

    /// <summary>Images in the memory order of the networks, once their shape is found right.</summary>
    /// <exception cref="ShapeMismatchException">It is not.</exception>
    private static Tensor Checked(Tensor images)
    {
        ShapeMismatchException.ThrowUnless(images, "images", -1, 3, -1, -1);
        if (images.Shape[2] % SideMultiple != 0 || images.Shape[3] % SideMultiple != 0)
            throw new ShapeMismatchException($"images are {images}, expected sides that are multiples of {SideMultiple}.");
        return images.Contiguous(MemoryFormat.ChannelsLast);
    }
}
