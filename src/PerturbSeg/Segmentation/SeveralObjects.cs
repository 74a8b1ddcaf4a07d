using PerturbSeg.Imaging;
using PerturbSeg.Masks;

namespace PerturbSeg.Segmentation;

/// <content>The search for more than one object. Ours.</content>
internal sealed partial class ObjectSearch
{
    // A mask in several pieces shows several objects, or part of one behind another.
    private const double OnePiece = 0.9;

    // Windows whose masks share more than this of the smaller one's box see the same object, or part of it.
    private const double SameObject = 0.25;

    // Further objects stand out at least as much as this share of the one that stands out most.
    private const double LeastOfMost = 0.6;

    /// <summary>
    /// Searches for several objects: the one that stands out most is taken from the largest window that shows it nearly as well, windows that
    /// see it too are set aside, and so on, until what is left stands out far less. A window whose mask falls into pieces shows no object of its own.
    /// </summary>
    /// <param name="photo">A photo of any size.</param>
    /// <param name="most">The most objects that are looked for, from 1.</param>
    /// <param name="cancellation">Ends the search.</param>
    /// <returns>A square for each object, in which it takes its share; the whole photo where nothing is found, or one object that is as large.</returns>
    /// <exception cref="OperationCanceledException">The search was ended.</exception>
    public IReadOnlyList<ObjectWindow> FindSeveral(Photo photo, int most, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(photo);
        var whole = new ObjectWindow(0, 0, photo.Width, photo.Height);
        Sighting all = LookAtAll(photo);
        List<Sighting> open = all.Contrast > 0 && IsOnePiece(all) ? [all] : []; // from the largest window to the smallest
        foreach (double scale in Scales(Math.Min(photo.Width, photo.Height)))
            open.AddRange(Look(photo, scale, cancellation).Where(IsOnePiece));
        var found = new List<ObjectWindow>();
        double least = open.Count == 0 ? 0 : LeastOfMost * open.Max(sighting => sighting.Contrast);
        while (open.Count > 0 && found.Count < most)
        {
            Sighting clearest = open.MaxBy(sighting => sighting.Contrast)!;
            if (clearest.Contrast < least)
                break;
            // Of those that see the clearest one: parts of an object stand out too, and the largest window shows all of it.
            Sighting[] same = [.. open.Where(other => Overlap(other, clearest) > SameObject)];
            Sighting taken = same.Where(sighting => sighting.Contrast >= NearlyAll * clearest.Contrast)
                .OrderByDescending(sighting => sighting.PixelWidth * sighting.PixelHeight).ThenByDescending(sighting => sighting.Contrast).First();
            open.RemoveAll(other => Overlap(other, taken) > SameObject || Overlap(other, clearest) > SameObject);
            found.Add(taken == all ? whole : Frame(taken, photo));
        }

        return found.Count == 0 ? [whole] : found;
    }

    private bool IsOnePiece(Sighting seen)
        => LargestComponent.Share([.. seen.Logits.Select(logit => logit >= 0 ? 1f : 0f)], _side) is { } share && share >= OnePiece;

    /// <summary>How much of the smaller of two masks' boxes both share, in [0, 1].</summary>
    private static double Overlap(Sighting one, Sighting other)
    {
        if (ReferenceEquals(one, other))
            return 1; // its box may be a line
        (double left, double top, double right, double bottom) = one.Box;
        (double otherLeft, double otherTop, double otherRight, double otherBottom) = other.Box;
        double across = Math.Min(right, otherRight) - Math.Max(left, otherLeft), down = Math.Min(bottom, otherBottom) - Math.Max(top, otherTop);
        double smaller = Math.Min((right - left) * (bottom - top), (otherRight - otherLeft) * (otherBottom - otherTop));
        return across > 0 && down > 0 && smaller > 0 ? across * down / smaller : 0;
    }
}
