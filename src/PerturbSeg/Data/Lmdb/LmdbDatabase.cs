using Microsoft.Win32.SafeHandles;

namespace PerturbSeg.Data.Lmdb;

/// <summary>The unnamed database of an LMDB folder, read-only and without a lock file, so that a read-only file system will do.</summary>
internal sealed class LmdbDatabase : IDisposable
{
    private readonly string _path;
    private readonly SafeFileHandle _file;
    private readonly LmdbMeta _meta;
    private readonly EnvironmentHandle _environment;
    private readonly TransactionHandle _transaction;
    private readonly uint _database;

    /// <summary>Opens a folder.</summary>
    /// <param name="folder">The folder that holds <c>data.mdb</c>.</param>
    /// <exception cref="UserErrorException">liblmdb is not installed, or the file cannot be read.</exception>
    public LmdbDatabase(string folder)
    {
        _path = FileIn(folder);
        try
        {
            _file = File.OpenHandle(_path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            _meta = LmdbMeta.Read(_file);
            Check(LmdbLibrary.CreateEnvironment(out _environment));
            Check(LmdbLibrary.OpenEnvironment(_environment, folder, LmdbLibrary.ReadOnlyWithoutLocks, 0));
            Check(LmdbLibrary.BeginTransaction(_environment, 0, LmdbLibrary.ReadOnlyTransaction, out _transaction));
            _transaction.Keep(_environment);
            Check(LmdbLibrary.OpenDatabase(_transaction, null, 0, out _database));
        }
        catch (Exception exception)
        {
            Dispose();
            throw Explain(exception, _path);
        }
    }

    /// <summary>The number of keys.</summary>
    public long Count => _meta.Entries;

    /// <summary>The file of a folder that makes it an LMDB folder.</summary>
    public static string FileIn(string folder) => Path.Combine(folder, "data.mdb");

    /// <summary>Begins a walk through the keys in their order.</summary>
    public LmdbCursor OpenCursor()
    {
        Check(LmdbLibrary.OpenCursor(_transaction, _database, out CursorHandle handle));
        handle.Keep(_transaction);
        return new LmdbCursor(_path, handle, new LmdbTreeCheck(_file, _meta).Leaves());
    }

    public void Dispose()
    {
        _transaction?.Dispose();
        _environment?.Dispose();
        _file?.Dispose();
    }

    /// <summary>Turns a code of liblmdb into an exception.</summary>
    internal static void Check(int code)
    {
        if (code != 0)
            throw new InvalidDataException($"liblmdb says: {LmdbLibrary.Describe(code)}");
    }

    /// <summary>Turns a failure to read a file into a sentence for the user; other exceptions stay as they are.</summary>
    internal static Exception Explain(Exception failure, string path) => failure switch
    {
        DllNotFoundException => new UserErrorException(LmdbLibrary.Missing, failure),
        NotSupportedException => new UserErrorException($"'{path}' cannot be used ({failure.Message}): write it anew with mdb_dump and mdb_load.", failure),
        InvalidDataException => new UserErrorException($"'{path}' cannot be used ({failure.Message}): copy or download it again.", failure),
        IOException or UnauthorizedAccessException => new UserErrorException($"'{path}' cannot be read: {failure.Message.TrimEnd('.')}.", failure),
        _ => failure,
    };
}
