using PerturbSeg.Files;

namespace PerturbSeg.Outputs;

/// <summary>A table of one run of segmentation while it grows.</summary>
internal sealed class TableFile
{
    private readonly ISegmentationTable _table;
    private readonly SortedDictionary<string, string> _entries = new(StringComparer.Ordinal);

    /// <summary>Begins a table.</summary>
    /// <param name="table">Its kind.</param>
    /// <param name="folder">The output folder.</param>
    /// <param name="resume">Whether the entries of an earlier run are kept.</param>
    /// <exception cref="UserErrorException">The earlier file cannot be read.</exception>
    public TableFile(ISegmentationTable table, string folder, bool resume)
    {
        _table = table;
        FilePath = Path.Combine(folder, table.FileName);
        if (!resume || !File.Exists(FilePath))
            return;
        try
        {
            Add(File.ReadAllText(FilePath));
        }
        catch (Exception exception) when (exception is FormatException or IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"'{FilePath}' cannot be gone on with ({exception.Message.TrimEnd('.')}): delete it, or leave --resume out.", exception);
        }
    }

    /// <summary>The file.</summary>
    public string FilePath { get; }

    /// <summary>Whether a photo has an entry.</summary>
    /// <param name="outputName">What the photo's files are called, without ending.</param>
    /// <param name="photoName">The photo's name with its ending.</param>
    public bool Has(string outputName, string photoName) => _entries.ContainsKey(_table.Key(outputName, photoName));

    /// <summary>Adds the entry of a photo, or replaces it.</summary>
    public void Add(SegmentedPhoto segmented)
    {
        string key = _table.Key(segmented.OutputName, segmented.Name), entry = _table.Entry(segmented);
        lock (_entries)
            _entries[key] = entry;
    }

    /// <summary>Adds the entries of another such file, or replaces them.</summary>
    /// <param name="content">The whole file.</param>
    /// <exception cref="FormatException">It is no such file.</exception>
    public void Add(string content)
    {
        foreach ((string name, string entry) in _table.Read(content))
            _entries[name] = entry;
    }

    /// <summary>Writes the file, photos by name; it appears whole or not at all.</summary>
    public void Save()
    {
        string[] entries;
        lock (_entries)
            entries = [.. _entries.Values];
        AtomicFile.Write(FilePath, stream => _table.Write(stream, entries));
    }
}
