using PerturbSeg.Tests.Shared;
using PerturbSeg.Torch;
using PerturbSeg.Training.Fitting;
using PerturbSeg.Training.PackedSets;
using PerturbSeg.Training.Tests.PackedSets;

namespace PerturbSeg.Training.Tests.Fitting;

/// <summary>The images of pairs as photos, packed without their masks.</summary>
internal static class PairPhotos
{
    /// <summary>Packs some.</summary>
    /// <param name="pairs">Give the images.</param>
    /// <param name="count">How many.</param>
    /// <param name="folder">Where the packed set lies.</param>
    /// <returns>The set, which the caller closes.</returns>
    public static PackedSetMixture Pack(IPairSource pairs, int count, TemporaryFolder folder)
    {
        using var scope = new TensorScope();
        using var random = new RandomGenerator(3);
        string path = folder.At("pairs.safetensors");
        PackedSetFile.Write(path, pairs.Draw(count, random).Images);
        return PackedSetMixture.Open(path);
    }
}
