namespace PerturbSeg.PhotoLists;

/// <summary>How doubtful the mask of a photo is.</summary>
/// <param name="Photo">What the photo is called in tables.</param>
/// <param name="Doubt">In [0, 1]: see <see cref="Segmentation.FoundObjects.Doubt"/>.</param>
public readonly record struct PhotoDoubt(string Photo, double Doubt);
