namespace PerturbSeg.Outputs;

/// <summary>One kind of file made of a photo and its mask. Threads may share one.</summary>
public interface ISegmentationOutput
{
    /// <summary>The name on the command line, which also ends the file names, as in <c>cat-mask.png</c>.</summary>
    string Format { get; }

    /// <summary>The ending of the files, without a dot.</summary>
    string Extension => "png";

    /// <summary>Whether <see cref="SegmentedPhoto.Background"/> is of use to it.</summary>
    bool TakesBackground => false;

    /// <summary>Where the file goes in the output folder, with '/' between folders.</summary>
    /// <param name="outputName">What the photo's files are called, without ending (<see cref="SegmentedPhoto.OutputName"/>).</param>
    /// <param name="photoName">The photo's name with its ending (<see cref="SegmentedPhoto.Name"/>).</param>
    string FileName(string outputName, string photoName) => $"{outputName}-{Format}.{Extension}";

    /// <summary>Writes the file's content.</summary>
    /// <param name="stream">Where to; left open.</param>
    /// <param name="segmented">The photo and its mask.</param>
    void Write(Stream stream, SegmentedPhoto segmented);
}
