using PerturbSeg.Imaging;
using PerturbSeg.Masks;

namespace PerturbSeg.Outputs;

/// <summary>Takes the objects out of photos. Threads may share one.</summary>
public interface IBackgroundPainter
{
    /// <summary>Takes the object out of a photo.</summary>
    /// <param name="photo">The photo.</param>
    /// <param name="mask">Where the object is, of the same size.</param>
    /// <returns>A new photo of the same size.</returns>
    Photo Remove(Photo photo, Mask mask);
}
