using PerturbSeg.Torch;
using PerturbSeg.Training.Collectives;
using PerturbSeg.Training.Networks;
using PerturbSeg.Training.Scenes;
using PerturbSeg.Training.Schedules;

namespace PerturbSeg.Training.Losses;

/// <summary>
/// Photos painted again, in place: |x̂ − x| + (x̂ − x)² + 0.1 · <see cref="FeatureDistance"/> + 0.2 · <see cref="MaximumMeanDiscrepancy"/> of both layers. Half of a
/// step's scenes come from encoded photos: unperturbed they have to give the photo again, so that shapes differ as photos do; perturbed they have to
/// pass the discriminator, so that the split stays right. Ours; see Larsen et al., ICML 2016, for an autoencoder beside a GAN.
/// </summary>
/// <param name="Weight">Its factor.</param>
/// <param name="Discriminator">Gives features; no gradient reaches it.</param>
/// <param name="Panorama">Whether backgrounds go around along x.</param>
/// <param name="Precision">What convolutions compute in.</param>
/// <param name="Random">Draws the latents that encoded ones are compared with.</param>
public sealed record ReconstructionTerm(Schedule Weight, Discriminator Discriminator, bool Panorama, ScalarType Precision, RandomGenerator Random) : IGeneratorTerm
{
    private const double FeatureWeight = 0.1;
    private const double LatentWeight = 0.2;

    /// <inheritdoc/>
    public string Name => "reconstruction/loss";

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">No scene is a photo painted again.</exception>
    public Tensor Loss(PaintedScenes scenes)
    {
        ArgumentNullException.ThrowIfNull(scenes);
        EncodedPhotos encoded = scenes.Encoded ?? throw new ArgumentException("No scene is a photo painted again.", nameof(scenes));
        BatchShare batch = scenes.Painted.Batch;
        Layers again = encoded.Latents.Place.Move(scenes.Painted.Slice(0, encoded.Count), Panorama);
        Tensor images = again.Composite(), difference = images - encoded.Photos, features;
        using (new MixedPrecision(Precision))
            features = FeatureDistance.Mean(Discriminator, encoded.Photos, images, batch);
        return difference.Abs().Mean() + difference.Square().Mean() + (features * FeatureWeight)
            + ((Discrepancy(encoded.Latents.Background, batch) + Discrepancy(encoded.Latents.Foreground, batch)) * LatentWeight);
    }

    private Tensor Discrepancy(Tensor latents, BatchShare batch)
        => MaximumMeanDiscrepancy.Of(
            batch.Gather(latents.To(ScalarType.Float32)), batch.Gather(MappingNetwork.Normalise(Tensor.Normal(Random, latents.Shape.ToArray()))));
}
