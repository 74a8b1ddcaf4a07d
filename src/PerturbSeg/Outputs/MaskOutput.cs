namespace PerturbSeg.Outputs;

/// <summary>The mask as grey PNG with two values.</summary>
public sealed class MaskOutput : ISegmentationOutput
{
    /// <inheritdoc/>
    public string Format => "mask";

    /// <inheritdoc/>
    public void Write(Stream stream, SegmentedPhoto segmented)
    {
        ArgumentNullException.ThrowIfNull(segmented);
        segmented.Mask.WritePng(stream);
    }
}
