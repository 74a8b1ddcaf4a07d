using PerturbSeg.Imaging;

namespace PerturbSeg.Segmentation.Outputs;

/// <summary>One kind of file made of a photo and its mask.</summary>
public interface ISegmentationOutput
{
    /// <summary>The name on the command line, which also ends the file names, as in <c>cat-mask.png</c>.</summary>
    string Format { get; }

    /// <summary>Writes the file; it appears whole or not at all.</summary>
    /// <param name="path">The PNG file to create or replace.</param>
    /// <param name="photo">The photo.</param>
    /// <param name="mask">Its mask, of the same size.</param>
    void Write(string path, Photo photo, SoftMask mask);
}
