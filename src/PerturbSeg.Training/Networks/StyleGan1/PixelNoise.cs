using PerturbSeg.Torch;
using PerturbSeg.Torch.Layers;

namespace PerturbSeg.Training.Networks.StyleGan1;

/// <summary>Adds a noise image to every channel, with a learned strength for each (Karras et al., CVPR 2019, section 3.2).</summary>
public sealed class PixelNoise : Module
{
    private readonly Tensor _strength;
    private readonly double _gain;

    /// <summary>Creates the layer, without noise at first.</summary>
    /// <param name="channels">Channels in and out.</param>
    /// <param name="device">Where the layer lives.</param>
    public PixelNoise(int channels, Device device)
    {
        _strength = AddParameter("strength", Tensor.Zeros([1, channels, 1, 1], device));
        _gain = Math.Sqrt(2.0 / channels); // as the published layer: equalised, with the channels as fan-in
    }

    /// <summary>Applies the layer.</summary>
    /// <param name="x">[N, C, H, W].</param>
    /// <param name="noise">[N, 1, H, W].</param>
    public Tensor Forward(Tensor x, Tensor noise)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(noise);
        return x + (noise.To(x.Type) * (_strength * _gain).To(x.Type));
    }
}
