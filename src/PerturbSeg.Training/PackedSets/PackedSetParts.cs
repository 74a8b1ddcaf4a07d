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

    /// <summary>The files of a packed set: those of all parts where the path is a folder, else the path.</summary>
    /// <param name="path">A file or a folder.</param>
    /// <exception cref="UserErrorException">The folder holds no parts, parts of several packings, or lacks one.</exception>
    internal static IReadOnlyList<string> FilesOf(string path)
    {
        if (!Directory.Exists(path))
            return [path];
        IReadOnlyList<WorkShard> parts = WorkShard.AllIn(
            path, Directory.GetFiles(path, $"*{Ending}").Select(file => Path.GetFileNameWithoutExtension(file)));
        if (parts.Count == 0)
            throw new UserErrorException($"The folder '{path}' holds no parts of a packed set: name a file that 'perturbseg pack' wrote, or the folder that 'perturbseg pack --shard' did.");
        return [.. parts.Select(part => PathOf(path, part))];
    }
}
