using PerturbSeg.Imaging;
using PerturbSeg.Training.PackedSets;
using PerturbSeg.Training.Settings;

namespace PerturbSeg.Training.Runs;

/// <summary>Packed photos as a run takes them.</summary>
internal static class RunPhotos
{
    /// <summary>Photos at the resolution of a run.</summary>
    /// <param name="run">The run folder.</param>
    /// <param name="photos">The packed sets.</param>
    /// <returns>Sets that are closed with those.</returns>
    /// <exception cref="UserErrorException">They are packed for another resolution, and not for twice or four times it and so on, or have another fit.</exception>
    public static PackedSetMixture AtSideOf(RunFolder run, PackedSetMixture photos)
    {
        RequireFit(run, photos);
        return photos.HalvedTo(run.Configuration.Options.Network.Resolution);
    }

    /// <summary>Refuses photos that became squares in another way than those that the run was trained on.</summary>
    /// <exception cref="UserErrorException">They have another fit.</exception>
    public static void RequireFit(RunFolder run, PackedSetMixture photos)
    {
        PackFit fit = run.Configuration.Fit;
        if (photos.Fit != fit)
            throw new UserErrorException($"The photos are packed by --fit {photos.Fit.Word()}, those of the run by --fit {fit.Word()}: pack them with --fit {fit.Word()}.");
    }

    /// <summary>Batches of photos, mirrored at random where those of the training were.</summary>
    /// <param name="photos">The packed sets; not owned.</param>
    /// <param name="size">Photos in a batch.</param>
    /// <param name="seed">Seed of the order, the crops and the mirror.</param>
    /// <param name="training">The settings of the training.</param>
    /// <param name="masks">Whether the masks that the photos are packed with come along.</param>
    public static BatchSource Batches(PackedSetMixture photos, int size, ulong seed, TrainingOptions training, bool masks = false)
        => new(photos, new BatchOptions { BatchSize = size, Seed = seed, Mirror = training.PhotoMirror, Masks = masks });
}
