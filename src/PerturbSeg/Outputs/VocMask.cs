using PerturbSeg.Imaging;
using PerturbSeg.Masks;

namespace PerturbSeg.Outputs;

/// <summary>The mask as PNG with a palette: the number of the class, or of the object, of each pixel; 0 is background. There is no border of 255.</summary>
/// <remarks>Form: the VOC2012 development kit, segmentation.</remarks>
/// <param name="folder">The folder in the data set.</param>
/// <param name="ofObjects">Whether objects are told apart.</param>
public sealed class VocMask(string folder, bool ofObjects) : ISegmentationOutput
{
    /// <inheritdoc/>
    public string Format => VocDataset.Format;

    /// <inheritdoc/>
    public string FileName(string outputName, string photoName) => $"{VocDataset.Format}/{folder}/{outputName}.png";

    /// <inheritdoc/>
    public void Write(Stream stream, SegmentedPhoto segmented)
    {
        ArgumentNullException.ThrowIfNull(segmented);
        ObjectMap objects = segmented.Objects;
        byte[] numbers = ofObjects
            ? objects.Identities
            : Array.ConvertAll(objects.Identities, identity => identity > 0 ? VocDataset.Class : (byte)0);
        IndexedPngFile.Write(stream, objects.Width, objects.Height, VocPalette.Colors, numbers);
    }
}
