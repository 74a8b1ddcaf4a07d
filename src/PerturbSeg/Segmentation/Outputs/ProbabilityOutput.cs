using PerturbSeg.Files;
using PerturbSeg.Imaging;
using PerturbSeg.Reports;

namespace PerturbSeg.Segmentation.Outputs;

/// <summary>The probability of each pixel to belong to the object as grey PNG, 0 to 255.</summary>
public sealed class ProbabilityOutput : ISegmentationOutput
{
    /// <inheritdoc/>
    public string Format => "probability";

    /// <inheritdoc/>
    public void Write(string path, Photo photo, SoftMask mask)
    {
        ArgumentNullException.ThrowIfNull(mask);
        AtomicFile.Write(path, stream => PngWriter.Write(stream, mask.Width, mask.Height, PngColor.Grey, mask.ToBytes()));
    }
}
