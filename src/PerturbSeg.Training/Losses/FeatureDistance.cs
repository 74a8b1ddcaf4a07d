using PerturbSeg.Torch;
using PerturbSeg.Training.Collectives;
using PerturbSeg.Training.Networks;

namespace PerturbSeg.Training.Losses;

/// <summary>How far images are from photos in the features of a discriminator (Larsen et al., ICML 2016).</summary>
public static class FeatureDistance
{
    /// <summary>The squared difference as a share of the photos' mean square, averaged over the sides: [], differentiable.</summary>
    /// <param name="discriminator">Gives the features.</param>
    /// <param name="photos">[N, 3, R, R], in [−1, 1]; [N, 4, R, R] with their masks where the discriminator judges these.</param>
    /// <param name="images">Likewise.</param>
    /// <param name="batch">Which share of a batch they are; null for all of it. The photos' mean square is that of the whole batch.</param>
    public static Tensor Mean(Discriminator discriminator, Tensor photos, Tensor images, BatchShare? batch = null)
    {
        ArgumentNullException.ThrowIfNull(discriminator);
        ArgumentNullException.ThrowIfNull(photos);
        Tensor[] wanted = discriminator.Features(photos), actual = discriminator.Features(images);
        Tensor distance = Tensor.Zeros([], photos.Device);
        for (int i = 0; i < wanted.Length; i++)
        {
            Tensor w = wanted[i].To(ScalarType.Float32), a = actual[i].To(ScalarType.Float32);
            distance = distance + ((a - w).Square().Mean() / ((batch ?? BatchShare.Whole).Mean(w.Square().Mean()) + 1e-6));
        }

        return distance / wanted.Length;
    }
}
