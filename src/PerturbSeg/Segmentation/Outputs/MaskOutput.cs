using PerturbSeg.Evaluation;
using PerturbSeg.Files;
using PerturbSeg.Reports;

namespace PerturbSeg.Segmentation.Outputs;

/// <summary>The mask as grey PNG with two values: 255 where the object is as likely as not or likelier, else 0.</summary>
public sealed class MaskOutput : ISegmentationOutput
{
    /// <inheritdoc/>
    public string Format => "mask";

    /// <inheritdoc/>
    public void Write(string path, SegmentedPhoto segmented)
    {
        ArgumentNullException.ThrowIfNull(segmented);
        Mask mask = segmented.Mask;
        byte[] pixels = Array.ConvertAll(mask.Values, value => BinaryMask.IsObject(value) ? byte.MaxValue : byte.MinValue);
        AtomicFile.Write(path, stream => PngWriter.Write(stream, mask.Width, mask.Height, PngColor.Grey, pixels));
    }
}
