using PerturbSeg.Corrections;
using PerturbSeg.Imaging;
using PerturbSeg.PhotoLists;

namespace PerturbSeg.Training.Fitting;

/// <summary>A photo with the mask that somebody saw to be right. Neither is kept as pixels, for there may be hundreds of large ones.</summary>
/// <param name="task">The photo.</param>
/// <param name="decision">What was decided.</param>
/// <param name="mask">The file of its mask.</param>
/// <param name="decoder">Decodes both.</param>
public sealed class CorrectedPhoto(PhotoTask task, Correction decision, byte[] mask, PhotoDecoder decoder)
{
    /// <summary>The photo's name.</summary>
    public string Name => task.EntryName;

    /// <summary>Reads both.</summary>
    /// <returns>The photo, and its mask of the same size, 255 = object.</returns>
    /// <exception cref="UserErrorException">The photo or its mask cannot be read, they are of two sizes, or the decision is of another photo.</exception>
    public (Photo Photo, GreyImage Mask) Open()
    {
        var opened = OpenedPhoto.Open(task);
        bool isOfAnother = !decision.IsOf(opened.Digest);
        if (opened.Decode(decoder, out string problem) is not { } photo)
            throw new UserErrorException($"'{Name}' cannot be read ({problem}).");
        if (isOfAnother)
            throw new UserErrorException($"The mask of '{Name}' is of another photo of this name.");
        GreyImage truth;
        try
        {
            truth = decoder.DecodeMask(mask);
        }
        catch (PhotoFormatException wrong)
        {
            throw new UserErrorException($"The mask of '{Name}' cannot be read ({wrong.Message}).", wrong);
        }

        return (photo.Width, photo.Height) == (truth.Width, truth.Height)
            ? (photo, truth)
            : throw new UserErrorException($"The mask of '{Name}' has {truth.Width}×{truth.Height} pixels, the photo {photo.Width}×{photo.Height}.");
    }
}
