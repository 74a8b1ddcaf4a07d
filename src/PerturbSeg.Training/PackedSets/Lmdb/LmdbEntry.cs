namespace PerturbSeg.Training.PackedSets.Lmdb;

/// <summary>A key of an LMDB database, and its value, not yet read.</summary>
/// <param name="Key">As text; bytes that are no UTF-8 are replacement characters.</param>
/// <param name="Length">Bytes of the value.</param>
/// <param name="Read">Reads the value, while the database is open. May throw <see cref="IOException"/> or
/// <see cref="InvalidDataException"/>.</param>
internal sealed record LmdbEntry(string Key, long Length, Func<byte[]> Read);
