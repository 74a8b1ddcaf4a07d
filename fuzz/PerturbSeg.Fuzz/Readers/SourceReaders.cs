using System.IO.Compression;
using System.Text;
using PerturbSeg.Photos;
using PerturbSeg.Training.PackedSets;
using PerturbSeg.Training.Tests.PackedSets.Lmdb;

namespace PerturbSeg.Fuzz.Readers;

/// <summary>Files that hold many photos: arrays, LMDB folders, zips.</summary>
internal static class SourceReaders
{
    private const int MostPhotos = 100;

    /// <summary>A <c>.npy</c> file.</summary>
    public static Reader Npy() => new FileReader("photos.npy", folder => ReadAll(() => new NpyPhotos(Path.Combine(folder, "photos.npy"))))
    {
        Seeds =
        [
            Array(1, "{'descr': '|u1', 'fortran_order': False, 'shape': (2, 3, 4, 3), }", 72),
            Array(2, "{'descr': '|u1', 'fortran_order': False, 'shape': (2, 3, 4, 5), }", 120),
            Array(3, "{'descr': '|u1', 'fortran_order': False, 'shape': (3, 4, 5), }", 60),
            Array(1, "{'descr': [('a', '<f4')], 'fortran_order': True, 'shape': (7,), }", 28),
        ],
    };

    /// <summary>An LMDB folder.</summary>
    public static Reader Lmdb() => new FileReader("data.mdb", folder => ReadAll(() => new LsunFolder(folder)))
    {
        Seeds =
        [
            Database(512, [.. Enumerable.Range(0, 40).Select(i => ($"key-{i:000}", new byte[30]))]),
            Database(512, [("large", new byte[1500]), ("small", new byte[3])]),
            Database(4096, [("a", new byte[100])]),
        ],
    };

    /// <summary>A zip of photos.</summary>
    public static Reader Zip() => new FileReader("photos.zip", folder => ReadAll(() => new PhotoZip(Path.Combine(folder, "photos.zip"))))
    {
        Seeds =
        [
            Archive(CompressionLevel.NoCompression, "a.jpg", "sub/b.png", "readme.txt"),
            Archive(CompressionLevel.Optimal, "./a.jpg", "__MACOSX/._a.jpg", "é/c.webp"),
        ],
    };

    // What cannot be read of one photo is told of it, as in packing.
    private static void ReadAll(Func<IPhotoSource> open)
    {
        using IPhotoSource source = open();
        foreach (PhotoFile photo in source.Photos().Take(MostPhotos))
        {
            try
            {
                photo.Read();
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidDataException)
            {
                // As packing does: the photo is passed over, with this reason.
            }
        }
    }

    private static byte[] Array(byte version, string header, int bytes) =>
    [
        0x93, .. "NUMPY"u8, version, 0,
        .. version == 1 ? BitConverter.GetBytes((ushort)header.Length) : BitConverter.GetBytes(header.Length),
        .. Encoding.ASCII.GetBytes(header),
        .. new byte[bytes],
    ];

    private static byte[] Database(int pageSize, IReadOnlyList<(string Key, byte[] Value)> entries)
        => FileReader.Written("data.mdb", folder => LmdbWriter.Write(folder, entries, pageSize));

    private static byte[] Archive(CompressionLevel level, params string[] names)
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (string name in names)
            {
                using Stream entry = zip.CreateEntry(name, level).Open();
                entry.Write(Encoding.UTF8.GetBytes(string.Join(' ', Enumerable.Repeat(name, 20))));
            }
        }

        return stream.ToArray();
    }
}
