namespace PerturbSeg.Outputs;

/// <summary>One kind of file that a run of segmentation writes once, with an entry for each photo. Threads may share one.</summary>
public interface ISegmentationTable
{
    /// <summary>The name on the command line.</summary>
    string Format { get; }

    /// <summary>The name of the file in the output folder.</summary>
    string FileName { get; }

    /// <summary>The name by which <see cref="Read"/> knows a photo.</summary>
    /// <param name="outputName">What the photo's files are called, without ending.</param>
    /// <param name="photoName">The photo's name with its ending.</param>
    string Key(string outputName, string photoName) => photoName;

    /// <summary>The entry of a photo, as text without line breaks.</summary>
    /// <param name="segmented">The photo and its mask.</param>
    string Entry(SegmentedPhoto segmented);

    /// <summary>Reads the entries of an earlier run.</summary>
    /// <param name="content">The whole file.</param>
    /// <returns>Entries as <see cref="Entry"/> makes them, by the keys of their photos.</returns>
    /// <exception cref="FormatException">This is no such file.</exception>
    IReadOnlyDictionary<string, string> Read(string content);

    /// <summary>Writes the file's content.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="entries">The entries, in order.</param>
    void Write(Stream stream, IEnumerable<string> entries);
}
