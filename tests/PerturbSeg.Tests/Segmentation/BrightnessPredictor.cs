using PerturbSeg.Imaging;
using PerturbSeg.Segmentation;

namespace PerturbSeg.Tests.Segmentation;

/// <summary>Takes what is bright for the object; with a slope, what is on the right seems brighter.</summary>
internal sealed class BrightnessPredictor(double slope = 0, PackFit fit = PackFit.Stretch) : IMaskPredictor
{
    public int Side => 8;

    public PackFit Fit => fit;

    public bool KnowsCloseUps => true;

    public int PhotosAtOnce => 1;

    public float[] Predict(float[] images)
    {
        const int area = 64;
        float[] logits = new float[images.Length / 3];
        for (int i = 0; i < logits.Length; i++)
        {
            int red = (i / area * 3 * area) + (i % area);
            logits[i] = ((images[red] + images[red + area] + images[red + (2 * area)]) * 5 / 3) + (float)(i % Side * slope / Side);
        }

        return logits;
    }

    public void Dispose()
    {
    }
}
