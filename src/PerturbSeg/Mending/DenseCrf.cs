using PerturbSeg.Torch;
using PerturbSeg.Torch.Operators;

namespace PerturbSeg.Mending;

/// <summary>
/// Lets a mask follow the edges of its image: pixels of like colour that lie near each other should get the same label. Mean-field
/// inference in a conditional random field with Gaussian affinities (Krähenbühl and Koltun, "Efficient Inference in Fully Connected CRFs
/// with Gaussian Edge Potentials", NeurIPS 2011). A network that was taught one silhouette learns other shapes from masks mended so.
/// </summary>
/// <remarks>
/// Each pixel listens to two lattices around it instead of to all: 5×5 points, spaced 1/32 of the side (1 pixel at 32), and 9×9 at twice
/// that. The cost is linear in the pixels. One lattice alone would let every other pixel settle by itself. What a pixel hears is a
/// weighted mean, so that the strength is the same for every size of image.
/// </remarks>
/// <param name="Trust">Factor on the logits that come in; below 1 gives the colours more say.</param>
/// <param name="Strength">Weight of what the neighbours say.</param>
/// <param name="ColorDeviation">Standard deviation of the affinity in colour, where each channel spans 1.</param>
/// <param name="Reach">Standard deviation of the affinity in place, as a share of the side.</param>
/// <param name="Iterations">Mean-field updates.</param>
public sealed record DenseCrf(
    double Trust = 0.5, double Strength = 5, double ColorDeviation = 0.1, double Reach = 0.125, int Iterations = 5)
{
    private const int FinestSpacingsPerSide = 32;
    private static readonly (int Radius, int Spacing)[] Lattices = [(2, 1), (4, 2)];
    private static readonly long[] Channels = [1];
    private static readonly long[] Neighbours = [2];

    /// <summary>Mends masks.</summary>
    /// <param name="images">[N, 3, R, R], in [−1, 1].</param>
    /// <param name="logits">[N, 1, R, R]; above 0 means object.</param>
    /// <returns>[N, 1, R, R]: logits that follow the edges of the images.</returns>
    /// <exception cref="ShapeMismatchException">The shapes do not fit.</exception>
    public Tensor Refine(Tensor images, Tensor logits)
    {
        ShapeMismatchException.ThrowUnless(images, "images", -1, 3, -1, -1);
        ShapeMismatchException.ThrowUnless(logits, "logits", images.Shape[0], 1, images.Shape[2], images.Shape[3]);
        using var scope = new TensorScope();
        int spacing = Math.Max(1, (int)Math.Round((double)images.Shape[3] / FinestSpacingsPerSide));
        Tensor affinities = Affinities(images, spacing); // [N, 1, 106, R·R]
        Tensor own = logits * Trust, current = own;
        for (int i = 0; i < Iterations; i++)
        {
            using var update = new TensorScope(); // 106 values a pixel: not to be kept from update to update
            Tensor opinions = Around(Activation.Tanh(current * 0.5), spacing); // −1 … 1: background … object
            current = update.MoveOut(own + (affinities * opinions).Sum(Neighbours).Reshape(logits.Shape.ToArray()));
        }

        return scope.MoveOut(current);
    }

    private Tensor Affinities(Tensor images, int spacing)
    {
        using var scope = new TensorScope();
        Tensor scaled = images * (0.5 / ColorDeviation);
        Tensor pixels = scaled.Reshape(images.Shape[0], 3, 1, -1);
        Tensor colorDistance = (Around(scaled, spacing) - pixels).Square().Sum(Channels, keep: true);
        Tensor inside = Around(Tensor.Full([1, 1, images.Shape[2], images.Shape[3]], 1, images.Device), spacing);
        Tensor affinities = (colorDistance * -0.5).Exp() * inside * PlaceAffinities(images.Device, spacing / (Reach * images.Shape[3]));
        // The added 1 stands for a neighbour without an opinion: a pixel that is like no other keeps its own.
        return scope.MoveOut(affinities / (affinities.Sum(Neighbours, keep: true) + 1) * Strength);
    }

    /// <summary>The values around each pixel, [N, C, 106, R·R].</summary>
    private static Tensor Around(Tensor x, int spacing)
        => Tensor.Concatenate([.. Lattices.Select(lattice => Neighbourhood.Of(x, lattice.Radius, lattice.Spacing * spacing))], 2);

    /// <summary>Gaussian of the distance, [1, 1, 106, 1]; 0 for the pixel itself.</summary>
    private static Tensor PlaceAffinities(Device device, double spacingInDeviations)
    {
        var values = new List<float>();
        foreach ((int radius, int spacing) in Lattices)
        {
            for (int y = -radius; y <= radius; y++)
                for (int x = -radius; x <= radius; x++)
                    values.Add(x == 0 && y == 0 ? 0 : (float)Math.Exp(-0.5 * ((x * x) + (y * y)) * Math.Pow(spacing * spacingInDeviations, 2)));
        }

        return Tensor.From<float>(values.ToArray(), [1, 1, values.Count, 1], device);
    }
}
