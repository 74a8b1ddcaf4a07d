using PerturbSeg.Files;
using PerturbSeg.PhotoLists;
using PerturbSeg.Photos;

namespace PerturbSeg.Corrections;

/// <summary>
/// Under which name the decision on each photo lies: that of its outputs, or the one that these had when it was decided on. Outputs are called otherwise once a
/// photo of the same stem or another folder has joined the list, and decisions are still those on the same photos, which their files' digests tell, or, of decisions of before 0.3, which have none, a name that no other photo has.
/// </summary>
public sealed class CorrectionNames
{
    private readonly Dictionary<string, string> _earlier = new(StringComparer.Ordinal);

    /// <summary>Looks where decisions lie.</summary>
    /// <param name="corrections">The decisions.</param>
    /// <param name="photos">The photos.</param>
    public CorrectionNames(CorrectionFolder corrections, IReadOnlyList<PhotoTask> photos)
    {
        ArgumentNullException.ThrowIfNull(corrections);
        ArgumentNullException.ThrowIfNull(photos);
        HashSet<string> outputs = [.. photos.Select(photo => photo.OutputName)], decided = [.. corrections.Names()];
        var names = new Dictionary<string, (string Name, Correction Decision)>(StringComparer.Ordinal);
        foreach (string name in decided.Except(outputs))
        {
            if (corrections.FindReadable(name, out _) is { } decision) // whoever reads them all tells what cannot be read
                names.TryAdd(decision.Photo, (name, decision));
        }

        if (names.Count == 0)
            return;
        Dictionary<string, int> alike = photos.CountBy(photo => photo.Name).ToDictionary();
        PhotoTask[] open = [.. photos.Where(photo => !decided.Contains(photo.OutputName))];
        Find(photo => photo.EntryName, (_, _) => true);
        Find(photo => $"{PhotoFileName.ShortName(photo.Source)}/{photo.Name}", IsOf); // when other folders were in the list
        Find(photo => photo.Name, IsOf); // when its folder was alone

        bool IsOf(PhotoTask photo, Correction decision) => decision.Digest is { } digest ? HasDigest(photo, digest) : alike[photo.Name] == 1;

        void Find(Func<PhotoTask, string> called, Func<PhotoTask, Correction, bool> isOf)
        {
            foreach (PhotoTask photo in open)
            {
                if (!_earlier.ContainsKey(photo.EntryName) && names.TryGetValue(called(photo), out (string Name, Correction Decision) then) && isOf(photo, then.Decision))
                {
                    _earlier.Add(photo.EntryName, then.Name);
                    names.Remove(called(photo));
                }
            }
        }
    }

    private static bool HasDigest(PhotoTask photo, string digest)
    {
        try
        {
            return FileDigest.Of(photo.Path) == digest;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>The name, as <see cref="CorrectionFolder.Find"/> takes it.</summary>
    /// <param name="photo">One of the photos.</param>
    public string Of(PhotoTask photo)
    {
        ArgumentNullException.ThrowIfNull(photo);
        return _earlier.GetValueOrDefault(photo.EntryName, photo.OutputName);
    }
}
