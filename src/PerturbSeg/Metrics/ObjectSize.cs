namespace PerturbSeg.Metrics;

/// <summary>How much of its photo an object takes.</summary>
/// <remarks>
/// The cuts are those of D.-P. Fan et al., Salient Objects in Clutter, ECCV 2018 (attributes SO and BO): shares of the photo, and the same
/// for every set, so that sets can be compared. COCO's cuts are pixels of photos of about 640×480: nearly all objects of ours are large there.
/// </remarks>
public enum ObjectSize
{
    /// <summary>Less than a tenth of the photo; a photo without an object counts here.</summary>
    Small,

    /// <summary>From a tenth to a half of the photo, both included.</summary>
    Middle,

    /// <summary>More than half of the photo.</summary>
    Large,
}
