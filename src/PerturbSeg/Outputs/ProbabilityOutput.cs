using PerturbSeg.Imaging;
using PerturbSeg.Masks;

namespace PerturbSeg.Outputs;

/// <summary>The probability of each pixel to belong to the object as grey PNG, 0 to 255.</summary>
public sealed class ProbabilityOutput : ISegmentationOutput
{
    /// <inheritdoc/>
    public string Format => "probability";

    /// <inheritdoc/>
    public void Write(Stream stream, SegmentedPhoto segmented)
    {
        ArgumentNullException.ThrowIfNull(segmented);
        Mask mask = segmented.Mask;
        PngFile.Write(stream, mask.Width, mask.Height, 1, mask.ToBytes());
    }
}
