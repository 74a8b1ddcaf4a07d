namespace PerturbSeg.Training.PackedSets.Lmdb;

/// <summary>The unnamed database of an LMDB folder, read-only and without a lock file, so that a read-only file system will do.</summary>
internal sealed class LmdbDatabase : IDisposable
{
    private readonly string _path;
    private readonly LmdbFile? _file;
    private readonly LmdbTree _tree;

    /// <summary>Opens a folder.</summary>
    /// <param name="folder">The folder that holds <c>data.mdb</c>.</param>
    /// <exception cref="UserErrorException">The file cannot be read, or is none of LSUN's kind.</exception>
    public LmdbDatabase(string folder)
    {
        _path = FileIn(folder);
        try
        {
            _file = new LmdbFile(_path);
            var meta = LmdbMeta.Read(_file);
            Count = meta.Entries;
            _tree = new LmdbTree(_file, meta);
        }
        catch (Exception exception)
        {
            Dispose();
            throw Explain(exception);
        }
    }

    /// <summary>The number of keys.</summary>
    public long Count { get; }

    /// <summary>The file of a folder that makes it an LMDB folder.</summary>
    public static string FileIn(string folder) => Path.Combine(folder, "data.mdb");

    /// <summary>The entries in the order of their keys.</summary>
    /// <exception cref="UserErrorException">The file turns out to be damaged, or to hold named databases.</exception>
    public IEnumerable<LmdbEntry> Entries()
    {
        using IEnumerator<LmdbEntry> entries = _tree.Entries().GetEnumerator();
        while (MoveNext(entries))
            yield return entries.Current;
    }

    public void Dispose() => _file?.Dispose();

    private bool MoveNext(IEnumerator<LmdbEntry> entries)
    {
        try
        {
            return entries.MoveNext();
        }
        catch (Exception exception) when (Explain(exception) is UserErrorException told)
        {
            throw told;
        }
    }

    // A sentence for the user where a file is to blame; other exceptions stay as they are.
    private Exception Explain(Exception failure) => failure switch
    {
        NotSupportedException => new UserErrorException($"'{_path}' cannot be used: {failure.Message}.", failure),
        InvalidDataException => new UserErrorException($"'{_path}' cannot be used ({failure.Message}): copy or download it again.", failure),
        IOException or UnauthorizedAccessException => new UserErrorException($"'{_path}' cannot be read: {failure.Message.TrimEnd('.')}.", failure),
        _ => failure,
    };
}
