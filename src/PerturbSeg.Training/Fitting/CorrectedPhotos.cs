using PerturbSeg.Corrections;
using PerturbSeg.Imaging;
using PerturbSeg.PhotoLists;

namespace PerturbSeg.Training.Fitting;

/// <summary>Photos whose masks somebody accepted or mended.</summary>
/// <param name="Taught">What a segmenter learns.</param>
/// <param name="HeldBack">What it is measured on, and never sees: one of five.</param>
public sealed record CorrectedPhotos(IReadOnlyList<CorrectedPhoto> Taught, IReadOnlyList<CorrectedPhoto> HeldBack)
{
    private const int OneOf = 5;

    /// <summary>Reads them.</summary>
    /// <param name="corrections">The decisions.</param>
    /// <param name="photos">Where the photos are.</param>
    /// <param name="skipped">Is told, in a sentence, of each decision that cannot be used.</param>
    /// <exception cref="UserErrorException">None can be used, or a decision cannot be read.</exception>
    public static CorrectedPhotos Read(CorrectionFolder corrections, IReadOnlyList<PhotoTask> photos, Action<string> skipped)
    {
        ArgumentNullException.ThrowIfNull(corrections);
        ArgumentNullException.ThrowIfNull(photos);
        ArgumentNullException.ThrowIfNull(skipped);
        Dictionary<string, PhotoTask> byName = photos.ToDictionary(photo => photo.OutputName, StringComparer.Ordinal);
        var found = new List<CorrectedPhoto>();
        foreach (string name in corrections.Names())
        {
            if (corrections.Mask(name) is not { } mask)
                continue; // rejected
            if (!byName.TryGetValue(name, out PhotoTask? task))
                skipped($"There is no photo for the mask of '{name}'.");
            else if (Open(task, mask, skipped) is { } photo)
                found.Add(photo);
        }

        if (found.Count == 0)
            throw new UserErrorException($"'{corrections.FolderPath}' has no mask of these photos that was accepted or mended: review some with 'perturbseg serve RUN --photos FOLDER'.");
        return new CorrectedPhotos([.. found.Where((_, i) => i % OneOf != OneOf - 1)], [.. found.Where((_, i) => i % OneOf == OneOf - 1)]);
    }

    private static CorrectedPhoto? Open(PhotoTask task, byte[] mask, Action<string> skipped)
    {
        var decoder = new PhotoDecoder();
        if (OpenedPhoto.Open(task).Decode(decoder, out string problem) is not { } photo)
        {
            skipped($"'{task.EntryName}' cannot be read ({problem}).");
            return null;
        }

        try
        {
            GreyImage truth = decoder.DecodeMask(mask);
            if ((photo.Width, photo.Height) == (truth.Width, truth.Height))
                return new CorrectedPhoto(task.EntryName, photo, truth);
            skipped($"The mask of '{task.EntryName}' has {truth.Width}×{truth.Height} pixels, the photo {photo.Width}×{photo.Height}.");
        }
        catch (PhotoFormatException wrong)
        {
            skipped($"The mask of '{task.EntryName}' cannot be read ({wrong.Message}).");
        }

        return null;
    }
}
