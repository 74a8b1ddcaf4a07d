using PerturbSeg.Photos;
using PerturbSeg.Training.PackedSets.Lmdb;

namespace PerturbSeg.Training.PackedSets;

/// <summary>
/// An LMDB folder in the layout of the LSUN object sets: keys are ids, values are the bytes of encoded photos. Photos are read one by one,
/// so sets of 100 GB will do.
/// </summary>
/// <remarks>F. Yu et al.: LSUN, Construction of a Large-scale Image Dataset using Deep Learning with Humans in the Loop, arXiv 1506.03365.</remarks>
public sealed class LsunFolder : IPhotoSource
{
    private readonly LmdbDatabase _database;

    /// <summary>Opens a folder, which may lie on a read-only file system and needs no <c>lock.mdb</c>.</summary>
    /// <param name="path">The folder that holds <c>data.mdb</c>.</param>
    /// <exception cref="UserErrorException">The file is empty, damaged, cut short, or of another version or kind.</exception>
    public LsunFolder(string path)
    {
        Name = PhotoFileName.ShortName(path);
        _database = new LmdbDatabase(path);
        if (_database.Count > 0)
            return;
        _database.Dispose();
        throw new UserErrorException($"The LMDB folder '{path}' holds no photos: its unnamed database is empty.");
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public int Count => (int)Math.Min(_database.Count, int.MaxValue);

    /// <inheritdoc/>
    public bool HasMasks => false;

    /// <summary>Whether a folder is an LMDB folder.</summary>
    /// <param name="path">The folder.</param>
    public static bool IsIn(string path) => File.Exists(LmdbDatabase.FileIn(path));

    /// <inheritdoc/>
    /// <exception cref="UserErrorException">The file turns out to be damaged, or to hold named databases.</exception>
    public IEnumerable<PhotoFile> Photos()
        => _database.Entries().Select(entry => new PhotoFile(entry.Key, () => Read(entry)));

    /// <inheritdoc/>
    public void Dispose() => _database.Dispose();

    private static PhotoContent.Encoded Read(LmdbEntry entry)
    {
        PhotoBytes.CheckSize(entry.Length);
        return new PhotoContent.Encoded(entry.Read());
    }
}
