using PerturbSeg.Photos;

namespace PerturbSeg.Training.PackedSets;

/// <summary>The files of a packed set that several workers packed a part of each, in one folder.</summary>
public static class PackedSetParts
{
    private const string Ending = ".safetensors";

    /// <summary>The file of a part.</summary>
    /// <param name="folder">The folder of all parts.</param>
    /// <param name="part">Which.</param>
    public static string PathOf(string folder, WorkShard part) => Path.Combine(folder, part.FileName + Ending);

    /// <summary>Refuses to pack beside the parts of another packing, whose set nobody could open.</summary>
    /// <param name="folder">The folder of all parts; need not exist.</param>
    /// <param name="count">In how many parts it is packed.</param>
    /// <exception cref="UserErrorException">The folder holds parts of another count.</exception>
    public static void RequireCount(string folder, int count)
    {
        if (Directory.Exists(folder) && NumbersIn(folder).FirstOrDefault(part => part.Count != count) is { Count: > 0 } other)
            throw new UserErrorException($"'{folder}' holds a set in {other.Count} parts, and not in {count}: name another folder, or delete them.");
    }

    /// <summary>The files of a packed set: those of all parts where the path is a folder, else the path.</summary>
    /// <param name="path">A file or a folder.</param>
    /// <exception cref="UserErrorException">The folder holds no parts, parts of several packings, or lacks one.</exception>
    internal static IReadOnlyList<string> FilesOf(string path)
    {
        if (!Directory.Exists(path))
            return [path];
        IReadOnlyList<WorkShard> parts = WorkShard.AllIn(path, NamesIn(path));
        if (parts.Count == 0)
            throw new UserErrorException($"The folder '{path}' holds no parts of a packed set: name a file that 'perturbseg pack' wrote, or the folder that 'perturbseg pack --shard' did.");
        return [.. parts.Select(part => PathOf(path, part))];
    }

    private static IEnumerable<string> NamesIn(string folder) => Directory.GetFiles(folder, $"*{Ending}").Select(file => Path.GetFileNameWithoutExtension(file));

    private static IEnumerable<WorkShard> NumbersIn(string folder) => NamesIn(folder).Select(WorkShard.ParseFileName).OfType<WorkShard>();
}
