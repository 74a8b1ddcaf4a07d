using PerturbSeg.Photos;
using PerturbSeg.Segmentation;
using PerturbSeg.Torch;

namespace PerturbSeg.Tests.Segmentation;

/// <summary>Takes what is bright for the object; with a slope, what is on the right seems brighter.</summary>
internal sealed class BrightnessPredictor(double slope = 0, PackFit fit = PackFit.Stretch) : IMaskPredictor
{
    public string Method => "brightness";

    public int Side => 8;

    public PackFit Fit => fit;

    public Device Device => Device.Cpu;

    public bool KnowsCloseUps => true;

    public Tensor Predict(Tensor images)
        => (images.Mean([1], keep: true) * 5) + (Tensor.Range(0, Side).Reshape(1, 1, 1, Side) * (slope / Side));

    public void Dispose()
    {
    }
}
