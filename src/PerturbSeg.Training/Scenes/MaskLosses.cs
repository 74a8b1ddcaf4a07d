using PerturbSeg.Torch;
using PerturbSeg.Torch.Operators;

namespace PerturbSeg.Training.Scenes;

/// <summary>The terms that keep masks from degenerating. Each takes shifted masks [N, 1, H, W] in [0, 1] and gives one number: [].</summary>
public static class MaskLosses
{
    private const double SmallestCoverage = 1e-4;
    private const double SmallestProbability = 1e-6;
    private static readonly long[] AllButBatch = [1, 2, 3];

    /// <summary>The share of the image that each mask covers: [N], in [0, 1].</summary>
    public static Tensor Coverage(Tensor mask)
    {
        ArgumentNullException.ThrowIfNull(mask);
        return mask.Mean(AllButBatch);
    }

    /// <summary>mean max(0, η − coverage): the published size loss (paper, section 3.3).</summary>
    /// <param name="mask">Shifted masks.</param>
    /// <param name="smallest">η, the smallest share of the image that the object may take, of each scene: [N].</param>
    public static Tensor Size(Tensor mask, Tensor smallest) => Activation.Relu(smallest - Coverage(mask)).Mean();

    /// <summary>
    /// mean η · max(0, ln(η / coverage)): like <see cref="Size"/> near η, but its gradient stays when a saturated sigmoid has emptied
    /// the mask. Ours.
    /// </summary>
    /// <param name="mask">Shifted masks.</param>
    /// <param name="smallest">η, the smallest share of the image that the object may take, of each scene: [N].</param>
    public static Tensor LogarithmicSize(Tensor mask, Tensor smallest)
    {
        ArgumentNullException.ThrowIfNull(smallest);
        return (Activation.Relu(smallest.Log() - (Coverage(mask) + SmallestCoverage).Log()) * smallest).Mean();
    }

    /// <summary>mean max(0, coverage − largest): keeps the foreground layer from painting everything.</summary>
    /// <param name="mask">Shifted masks.</param>
    /// <param name="largest">The largest share of the image that the object may take, of each scene: [N].</param>
    public static Tensor LargestCoverage(Tensor mask, Tensor largest) => Activation.Relu(Coverage(mask) - largest).Mean();

    /// <summary>mean min(m, 1 − m): drives masks to 0 or 1 (paper, section 3.3).</summary>
    /// <param name="mask">Shifted masks.</param>
    public static Tensor Binary(Tensor mask)
    {
        ArgumentNullException.ThrowIfNull(mask);
        return Tensor.Minimum(mask, 1 - mask).Mean();
    }

    /// <summary>The mean of <see cref="FrameCoverage"/>: objects are whole. Ours.</summary>
    /// <param name="mask">Shifted masks.</param>
    public static Tensor Frame(Tensor mask) => FrameCoverage(mask).Mean();

    /// <summary>
    /// The mean share of the outermost sixteenth at the left and at the right that masks cover: what a turned background cannot tell
    /// from an object, a street or the water's surface, reaches both; an object may still stand on the lower frame. Ours.
    /// </summary>
    /// <param name="mask">Shifted masks.</param>
    public static Tensor Sides(Tensor mask)
    {
        ArgumentNullException.ThrowIfNull(mask);
        long width = mask.Shape[3], edge = FrameOf(width);
        return (mask.Slice(3, 0, edge).Mean() + mask.Slice(3, width - edge, width).Mean()) * 0.5;
    }

    /// <summary>
    /// mean over all pixels of −ln m in holes of a mask, 0 elsewhere: objects are without holes. A generator leaves a hole where the background
    /// shows the same as the object would. Its gradient stays while masks are above 1e-6. Ours.
    /// </summary>
    /// <param name="mask">Shifted masks.</param>
    public static Tensor Holes(Tensor mask) => -(SceneHoles.Of(mask) * (mask + SmallestProbability).Log()).Mean();

    /// <summary>
    /// mean over all pixels of m in pieces beside the largest one, 0 elsewhere: an object is one piece. Shapes can be made to differ by crumbs of
    /// the surroundings. Ours.
    /// </summary>
    /// <param name="mask">Masks, shifted or not.</param>
    public static Tensor Pieces(Tensor mask) => (MaskPieces.Of(mask) * mask).Mean();

    /// <summary>The share of the frame, the outermost sixteenth on each side, that each mask covers: [N], in [0, 1].</summary>
    /// <param name="mask">Shifted masks.</param>
    public static Tensor FrameCoverage(Tensor mask)
    {
        ArgumentNullException.ThrowIfNull(mask);
        long height = mask.Shape[2], width = mask.Shape[3], edge = FrameOf(width);
        Tensor inner = mask.Slice(2, edge, height - edge).Slice(3, edge, width - edge);
        double framePixels = (height * width) - ((height - (2 * edge)) * (width - (2 * edge)));
        return (mask.Sum(AllButBatch) - inner.Sum(AllButBatch)) / framePixels;
    }

    // Pixels of the frame on each side.
    private static long FrameOf(long width) => Math.Max(1, width / 16);
}
