using PerturbSeg.PhotoLists;
using PerturbSeg.Photos;

namespace PerturbSeg.Corrections;

/// <summary>
/// Under which name the decision on each photo lies: that of its outputs, or the one that these had when it was decided on. Outputs are called otherwise once a
/// photo of the same stem or another folder has joined the list, and decisions are still those on the same photos.
/// </summary>
public sealed class CorrectionNames
{
    private readonly Dictionary<string, string> _earlier = new(StringComparer.Ordinal);

    /// <summary>Looks where decisions lie.</summary>
    /// <param name="corrections">The decisions.</param>
    /// <param name="photos">The photos.</param>
    /// <exception cref="UserErrorException">A decision cannot be read.</exception>
    public CorrectionNames(CorrectionFolder corrections, IReadOnlyList<PhotoTask> photos)
    {
        ArgumentNullException.ThrowIfNull(corrections);
        ArgumentNullException.ThrowIfNull(photos);
        HashSet<string> outputs = [.. photos.Select(photo => photo.OutputName)], decided = [.. corrections.Names()];
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string name in decided.Except(outputs))
        {
            if (corrections.Find(name) is { } decision)
                names.TryAdd(decision.Photo, name);
        }

        if (names.Count == 0)
            return;
        Dictionary<string, int> alike = photos.CountBy(photo => photo.Name).ToDictionary();
        PhotoTask[] open = [.. photos.Where(photo => !decided.Contains(photo.OutputName))];
        Find(photo => photo.EntryName);
        Find(photo => $"{PhotoFileName.ShortName(photo.Source)}/{photo.Name}"); // when other folders were in the list
        Find(photo => alike[photo.Name] == 1 ? photo.Name : string.Empty); // when its folder was alone

        void Find(Func<PhotoTask, string> called)
        {
            foreach (PhotoTask photo in open)
            {
                if (!_earlier.ContainsKey(photo.EntryName) && names.Remove(called(photo), out string? name))
                    _earlier.Add(photo.EntryName, name);
            }
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
