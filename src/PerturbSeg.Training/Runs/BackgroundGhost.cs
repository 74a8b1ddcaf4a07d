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
    /// |colour under the silhouette less that of the whole picture|, averaged over the scenes before and over the colours after taking its size; the
    /// silhouette is moved along x around the backgrounds, and what counts is the largest of all places less their median. Near 0 where no place is special.
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
        double[] contrasts = new double[width];
        for (int turn = 0; turn < width; turn++)
        {
            Tensor turned = turn == 0 ? weight : Tensor.Concatenate([weight.Slice(3, width - turn, width), weight.Slice(3, 0, width - turn)], 3);
            contrasts[turn] = (deviation * turned).Sum(Pixels).Mean(Scenes).Abs().Mean().Item(); // colours that all scenes have in common there
        }

        Array.Sort(contrasts);
        return contrasts[^1] - contrasts[width / 2];
    }
}
