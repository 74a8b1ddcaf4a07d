namespace PerturbSeg.Fuzz.Mutations;

/// <summary>A way to damage a file.</summary>
internal interface IMutation
{
    /// <summary>Damages a copy.</summary>
    /// <param name="file">The file; left as it is.</param>
    /// <param name="random">Decides; the same state gives the same bytes.</param>
    byte[] Mutate(byte[] file, Random random);
}
