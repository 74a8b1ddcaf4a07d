using System.Runtime.InteropServices;

namespace PerturbSeg.Tests.Data.Lmdb;

/// <summary>Writes small LMDB folders through liblmdb.</summary>
internal static unsafe partial class LmdbWriter
{
    private const string Library = "liblmdb.so.0";

    /// <summary>Writes a folder with <c>data.mdb</c> and no <c>lock.mdb</c>.</summary>
    public static void Write(string folder, IEnumerable<(string Key, byte[] Value)> entries)
    {
        Directory.CreateDirectory(folder);
        Check(mdb_env_create(out nint environment));
        Check(mdb_env_set_mapsize(environment, 1 << 24));
        Check(mdb_env_open(environment, folder, 0, 0x1A4));
        Check(mdb_txn_begin(environment, 0, 0, out nint transaction));
        Check(mdb_dbi_open(transaction, 0, 0, out uint database));
        foreach ((string key, byte[] value) in entries)
        {
            byte[] name = System.Text.Encoding.UTF8.GetBytes(key);
            fixed (byte* keyBytes = name, valueBytes = value)
            {
                var k = new Value { Size = (nuint)name.Length, Data = keyBytes };
                var v = new Value { Size = (nuint)value.Length, Data = valueBytes };
                Check(mdb_put(transaction, database, &k, &v, 0));
            }
        }

        Check(mdb_txn_commit(transaction));
        mdb_env_close(environment);
        File.Delete(Path.Combine(folder, "lock.mdb"));
    }

    private static void Check(int code) => code.ShouldBe(0);

    [LibraryImport(Library)]
    private static partial int mdb_env_create(out nint environment);

    [LibraryImport(Library)]
    private static partial int mdb_env_set_mapsize(nint environment, nuint size);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int mdb_env_open(nint environment, string path, uint flags, uint mode);

    [LibraryImport(Library)]
    private static partial void mdb_env_close(nint environment);

    [LibraryImport(Library)]
    private static partial int mdb_txn_begin(nint environment, nint parent, uint flags, out nint transaction);

    [LibraryImport(Library)]
    private static partial int mdb_txn_commit(nint transaction);

    [LibraryImport(Library)]
    private static partial int mdb_dbi_open(nint transaction, nint name, uint flags, out uint database);

    [LibraryImport(Library)]
    private static partial int mdb_put(nint transaction, uint database, Value* key, Value* value, uint flags);

    private struct Value
    {
        public nuint Size;
        public byte* Data;
    }
}
