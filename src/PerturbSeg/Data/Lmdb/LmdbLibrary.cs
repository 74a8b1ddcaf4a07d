using System.Runtime.InteropServices;

namespace PerturbSeg.Data.Lmdb;

/// <summary>The functions of liblmdb 0.9 that reading needs, one to one. They return 0, an errno, or a negative code of their own.</summary>
internal static partial class LmdbLibrary
{
    /// <summary>Open read-only, with no lock file, and with transactions that may move between threads.</summary>
    public const uint ReadOnlyWithoutLocks = 0x20000 | 0x400000 | 0x200000;

    public const uint ReadOnlyTransaction = 0x20000;
    public const int First = 0;
    public const int Next = 8;

    private const string Library = "liblmdb.so.0";

    /// <summary>The sentence for a user whose machine lacks liblmdb.</summary>
    public static string Missing { get; } =
        "LMDB folders cannot be read because liblmdb is not installed: install the package liblmdb0 (apt-get install liblmdb0).";

    /// <summary>What a code means, without a full stop.</summary>
    public static string Describe(int code) => Marshal.PtrToStringUTF8(ErrorText(code)) ?? $"error {code}";

    [LibraryImport(Library, EntryPoint = "mdb_env_create")]
    public static partial int CreateEnvironment(out EnvironmentHandle environment);

    [LibraryImport(Library, EntryPoint = "mdb_env_open", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int OpenEnvironment(EnvironmentHandle environment, string folder, uint flags, uint mode);

    [LibraryImport(Library, EntryPoint = "mdb_env_close")]
    public static partial void CloseEnvironment(nint environment);

    [LibraryImport(Library, EntryPoint = "mdb_txn_begin")]
    public static partial int BeginTransaction(EnvironmentHandle environment, nint parent, uint flags, out TransactionHandle transaction);

    [LibraryImport(Library, EntryPoint = "mdb_txn_abort")]
    public static partial void AbortTransaction(nint transaction);

    [LibraryImport(Library, EntryPoint = "mdb_dbi_open", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int OpenDatabase(TransactionHandle transaction, string? name, uint flags, out uint database);

    [LibraryImport(Library, EntryPoint = "mdb_cursor_open")]
    public static partial int OpenCursor(TransactionHandle transaction, uint database, out CursorHandle cursor);

    [LibraryImport(Library, EntryPoint = "mdb_cursor_get")]
    public static partial int Get(CursorHandle cursor, out LmdbBytes key, out LmdbBytes value, int operation);

    [LibraryImport(Library, EntryPoint = "mdb_cursor_close")]
    public static partial void CloseCursor(nint cursor);

    [LibraryImport(Library, EntryPoint = "mdb_strerror")]
    private static partial nint ErrorText(int code);
}
