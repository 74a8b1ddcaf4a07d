using PerturbSeg.Torch;
using PerturbSeg.Torch.Operators;
using PerturbSeg.Training.Scenes;

namespace PerturbSeg.Training.Fitting.Augmentations;

/// <summary>
/// Gives each foreground another shape before it is composited: turned, stretched, sheared, mirrored, scaled, moved, and bent by a smooth
/// field of displacements (Simard et al., "Best Practices for Convolutional Neural Networks Applied to Visual Document Analysis",
/// ICDAR 2003). A generator paints much the same silhouette for every latent; only the foreground is warped, so the outline cannot be
/// told from the background around it. It is shrunk little: scenes with smaller objects made masks of photos too large, those of small objects most of all.
/// </summary>
/// <param name="Linear">Largest change of each entry of the linear map from the identity: turn, stretch and shear at once.</param>
/// <param name="SmallestScale">Smallest factor of the object's size.</param>
/// <param name="LargestScale">Largest factor of the object's size.</param>
/// <param name="Move">Largest move in x and in y, as a share of half the side.</param>
/// <param name="Bend">Standard deviation of the displacements, as a share of half the side.</param>
public sealed record ForegroundWarp(
    double Linear = 0.35, double SmallestScale = 0.85, double LargestScale = 1.3, double Move = 0.3, double Bend = 0.12) : IPerturbation
{
    // Displacements are drawn at so many places along a side and interpolated between them.
    private const int Knots = 4;

    /// <inheritdoc/>
    public Layers Apply(Layers layers, RandomGenerator random)
    {
        ArgumentNullException.ThrowIfNull(layers);
        long count = layers.Count, height = layers.Mask.Shape[2];
        Tensor places = Resampling.AffinePlaces(Map(count, random), height, layers.Side); // [N, H, W, 2]
        Tensor bend = Resampling.ResizeBilinear(Tensor.Normal(random, count, 2, Knots, Knots) * Bend, height, layers.Side);
        return Warp(layers, places + bend.Permute(0, 2, 3, 1));
    }

    /// <summary>Samples foreground and mask at given places; beyond the frame the mask is 0.</summary>
    /// <param name="layers">The layers.</param>
    /// <param name="places">[N, H, W, 2]: where each pixel comes from, x and y in [−1, 1] from edge to edge.</param>
    public static Layers Warp(Layers layers, Tensor places)
    {
        ArgumentNullException.ThrowIfNull(layers);
        ShapeMismatchException.ThrowUnless(places, "places", layers.Count, layers.Mask.Shape[2], layers.Side, 2);
        return layers with
        {
            Foreground = Resampling.Sample(layers.Foreground, places, Resampling.Outside.Edge),
            Mask = Resampling.Sample(layers.Mask, places, Resampling.Outside.Zero),
        };
    }

    /// <summary>From output to input: (I + E) · mirror / scale, about a moved middle; [N, 2, 3].</summary>
    private Tensor Map(long count, RandomGenerator random)
    {
        Tensor identity = Tensor.From<float>([1, 0, 0, 1], [1, 2, 2], random.Device);
        Tensor linear = identity + (Tensor.UniformSigned(random, count, 2, 2) * Linear);
        Tensor scale = SmallestScale * ((Tensor.Uniform(random, count, 1, 1) * Math.Log(LargestScale / SmallestScale)).Exp());
        Tensor mirror = ((Tensor.Uniform(random, count, 1, 1) < 0.5).To(ScalarType.Float32) * 2) - 1;
        Tensor columns = Tensor.Concatenate([mirror, Tensor.Full([count, 1, 1], 1, random.Device)], 2); // x mirrored or not, y never
        linear = linear * columns / scale;
        Tensor middle = Tensor.UniformSigned(random, count, 2, 1) * Move;
        return Tensor.Concatenate([linear, -linear.MatMul(middle)], 2);
    }
}
