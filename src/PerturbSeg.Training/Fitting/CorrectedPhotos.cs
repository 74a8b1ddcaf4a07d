using System.Security.Cryptography;
using System.Text;
using PerturbSeg.Corrections;
using PerturbSeg.Imaging;
using PerturbSeg.PhotoLists;

namespace PerturbSeg.Training.Fitting;

/// <summary>Photos whose masks somebody accepted or mended.</summary>
/// <param name="Taught">What a segmenter learns.</param>
/// <param name="HeldBack">What it is measured on: masks that no lesson teaches, about one of five, by the names of their photos alone. A photo itself may be among the packed ones, with the mask that was found before.</param>
public sealed record CorrectedPhotos(IReadOnlyList<CorrectedPhoto> Taught, IReadOnlyList<CorrectedPhoto> HeldBack)
{
    private const int OneOf = 5;

    /// <summary>Reads them.</summary>
    /// <param name="corrections">The decisions.</param>
    /// <param name="photos">Where the photos are.</param>
    /// <param name="decoder">Decodes photos and masks.</param>
    /// <param name="skipped">Is told, in a sentence, of each decision that cannot be used.</param>
    /// <param name="cancellation">Ends it between photos.</param>
    /// <exception cref="UserErrorException">None can be used to teach.</exception>
    /// <exception cref="OperationCanceledException">It was ended.</exception>
    public static CorrectedPhotos Read(
        CorrectionFolder corrections, IReadOnlyList<PhotoTask> photos, PhotoDecoder decoder, Action<string> skipped, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(corrections);
        ArgumentNullException.ThrowIfNull(photos);
        ArgumentNullException.ThrowIfNull(decoder);
        ArgumentNullException.ThrowIfNull(skipped);
        var names = new CorrectionNames(corrections, photos);
        Dictionary<string, PhotoTask> byName = photos.ToDictionary(names.Of, StringComparer.Ordinal);
        List<CorrectedPhoto> taught = [], heldBack = [];
        foreach (string name in corrections.Names())
        {
            cancellation.ThrowIfCancellationRequested();
            Correction? decision = corrections.FindReadable(name, out string? problem);
            if (problem is not null)
                skipped(problem);
            if (decision is null or { Decision: CorrectionDecision.Rejected })
                continue;
            if (!byName.TryGetValue(name, out PhotoTask? task))
                skipped($"There is no photo for the mask of '{name}'.");
            else if (MaskOf(name, decision) is { } mask && Readable(new CorrectedPhoto(task, decision, mask, decoder), skipped) is { } photo)
                (IsHeldBack(name) ? heldBack : taught).Add(photo);
        }

        return (taught.Count, heldBack.Count) switch
        {
            (> 0, _) => new CorrectedPhotos(taught, heldBack),
            (_, > 0) => throw new UserErrorException($"'{corrections.FolderPath}' has masks of {heldBack.Count} of these photos, which are held back to measure: accept or mend another."),
            _ => throw new UserErrorException($"'{corrections.FolderPath}' has no mask of these photos that was accepted or mended: review some with 'perturbseg serve RUN --photos FOLDER'."),
        };

        byte[]? MaskOf(string name, Correction decision)
        {
            try
            {
                byte[]? mask = corrections.Mask(name, decision);
                if (mask is null)
                    skipped($"The mask of '{name}' is not there any more.");
                return mask;
            }
            catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
            {
                skipped($"The mask of '{name}' cannot be read ({unreadable.Message.TrimEnd('.')}).");
                return null;
            }
        }
    }

    // By the name, so that what was taught once is never measured on later, whatever else is decided meanwhile.
    private static bool IsHeldBack(string name) => SHA256.HashData(Encoding.UTF8.GetBytes(name))[0] % OneOf == 0;

    private static CorrectedPhoto? Readable(CorrectedPhoto photo, Action<string> skipped)
    {
        try
        {
            photo.Open();
            return photo;
        }
        catch (UserErrorException unreadable)
        {
            skipped(unreadable.Message);
            return null;
        }
    }
}
