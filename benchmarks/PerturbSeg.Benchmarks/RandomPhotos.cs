using PerturbSeg.Training.Settings;

namespace PerturbSeg.Benchmarks;

/// <summary>Batches of noise, for measuring what does not depend on what photos show.</summary>
internal static class RandomPhotos
{
    public static byte[] Batch(TrainingOptions options)
    {
        int side = options.Network.Resolution;
        var photos = new byte[options.BatchSize * 3 * side * side];
        new Random(1).NextBytes(photos);
        return photos;
    }
}
