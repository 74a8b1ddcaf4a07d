namespace PerturbSeg.Fuzz.Mutations;

/// <summary>Damaged files by number: what number 12,345 is depends on the seeds and the number of the campaign alone, so that any can be made again.</summary>
/// <param name="seeds">Sound files, at least one.</param>
/// <param name="structure">A change that keeps the file's form, so that what is behind checks is reached; null where there is none.</param>
/// <param name="campaign">Another number gives other files.</param>
internal sealed class Mutator(IReadOnlyList<byte[]> seeds, IMutation? structure, int campaign)
{
    private readonly ByteMutation _bytes = new(seeds);

    /// <summary>A damaged file.</summary>
    /// <param name="index">Its number, from 0.</param>
    public byte[] Mutation(long index)
    {
        var random = new Random(Mixed(index));
        byte[] file = seeds[random.Next(seeds.Count)];
        if (structure is null || random.Next(2) == 0)
            return _bytes.Mutate(file, random);
        file = structure.Mutate(file, random);
        return random.Next(8) == 0 ? _bytes.Mutate(file, random) : file;
    }

    // Neighbouring seeds of Random begin alike: the finaliser of MurmurHash3 parts them.
    private int Mixed(long index)
    {
        ulong mixed = unchecked((ulong)index + ((ulong)(uint)campaign << 40));
        mixed = unchecked((mixed ^ (mixed >> 33)) * 0xFF51AFD7ED558CCD);
        mixed = unchecked((mixed ^ (mixed >> 33)) * 0xC4CEB9FE1A85EC53);
        return unchecked((int)(mixed ^ (mixed >> 33)));
    }
}
