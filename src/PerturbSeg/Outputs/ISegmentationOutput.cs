namespace PerturbSeg.Outputs;

/// <summary>One kind of file made of a photo and its mask.</summary>
public interface ISegmentationOutput
{
    /// <summary>The name on the command line, which also ends the file names, as in <c>cat-mask.png</c>.</summary>
    string Format { get; }

    /// <summary>The ending of the files, without a dot.</summary>
    string Extension => "png";

    /// <summary>Whether <see cref="SegmentedPhoto.Background"/> is of use to it.</summary>
    bool TakesBackground => false;

    /// <summary>Writes the file; it appears whole or not at all.</summary>
    /// <param name="path">The file to create or replace.</param>
    /// <param name="segmented">The photo and its mask.</param>
    void Write(string path, SegmentedPhoto segmented);
}
