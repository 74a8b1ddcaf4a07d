using PerturbSeg.Torch;

namespace PerturbSeg.Training.Import;

/// <summary>Where a tensor of ours is found in a published state dict.</summary>
/// <param name="Name">Our full name in the generator or the discriminator.</param>
/// <param name="Published">The name in the published state dict.</param>
/// <param name="PublishedShape">The shape it has there.</param>
/// <param name="Part">Which rows of the published tensor.</param>
/// <param name="Factor">What the published values are multiplied by.</param>
public sealed record PublishedTensor(
    string Name, string Published, long[] PublishedShape, PublishedRows Part = PublishedRows.All, double Factor = 1)
{
    /// <summary>The shape of ours.</summary>
    public long[] Shape => Part == PublishedRows.All ? PublishedShape : [PublishedShape[0] / 2, .. PublishedShape.Skip(1)];

    /// <summary>Ours, made of the published one.</summary>
    /// <param name="published">Of <see cref="PublishedShape"/>, float32.</param>
    /// <returns>Of <see cref="Shape"/>, owned by the open scope.</returns>
    public Tensor From(Tensor published)
    {
        ArgumentNullException.ThrowIfNull(published);
        long rows = Shape[0];
        Tensor part = Part switch
        {
            PublishedRows.FirstHalf => published.Slice(0, 0, rows),
            PublishedRows.SecondHalf => published.Slice(0, rows, 2 * rows),
            _ => published,
        };
        return Factor == 1 ? part : part * Factor;
    }
}
