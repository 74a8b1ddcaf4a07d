using PerturbSeg.Torch;
using PerturbSeg.Training.Scenes;

namespace PerturbSeg.Training.Runs;

/// <summary>
/// Tells whether backgrounds show the object once more, at a place that they have in common: a background that is turned at random hides a ghost from
/// the composites of any one turn, but the network still paints it where it always does. Ours.
/// </summary>
public static class BackgroundGhost
{
    private static readonly long[] Pixels = [2, 3];
    private static readonly long[] Scenes = [0];

    /// <summary>
    /// How far the colour under the silhouette is from that of the whole picture, in two ways, of which the larger one counts: the size of its mean over the
    /// scenes, for ghosts of one colour, and its root mean square, for ghosts whose colours vary as those of objects do. The silhouette is moved along x
    /// around the backgrounds, and what is told is the largest of all places less their median: near 0 where no place is special.
    /// </summary>
    /// <param name="scenes">As painted, unperturbed.</param>
    /// <returns>In [0, 2].</returns>
    public static double Contrast(Layers scenes)
    {
        ArgumentNullException.ThrowIfNull(scenes);
        using var scope = new TensorScope();
        using Autograd.Mode recording = Autograd.NoGradient();
        Tensor mask = scenes.Mask, background = scenes.Background.Clamp(-1, 1);
        Tensor weight = mask / (mask.Sum(Pixels, keep: true) + 1e-6); // [N, 1, H, W], of sum 1
        Tensor deviation = background - background.Mean(Pixels, keep: true);
        long width = scenes.Side;
        double[] alike = new double[width], varied = new double[width];
        for (int turn = 0; turn < width; turn++)
        {
            Tensor turned = turn == 0 ? weight : Tensor.Concatenate([weight.Slice(3, width - turn, width), weight.Slice(3, 0, width - turn)], 3);
            Tensor colours = (deviation * turned).Sum(Pixels); // [N, 3]
            alike[turn] = colours.Mean(Scenes).Abs().Mean().Item();
            varied[turn] = Math.Sqrt(colours.Square().Mean().Item());
        }

        return Math.Max(AboveMedian(alike), AboveMedian(varied));
    }

    private static double AboveMedian(double[] contrasts)
    {
        Array.Sort(contrasts);
        return contrasts[^1] - contrasts[contrasts.Length / 2];
    }
}
