using PerturbSeg.Files;
using PerturbSeg.Outputs;
using PerturbSeg.Photos;

namespace PerturbSeg.PhotoLists;

/// <summary>The tables of workers that each segmented a part of the photos into one output folder, until they are joined.</summary>
public static class TableParts
{
    private const string FolderName = "parts";

    /// <summary>Where they are in an output folder, a folder each.</summary>
    public static string FolderIn(string outputFolder) => Path.Combine(outputFolder, FolderName);

    /// <summary>Joins them to the tables that one worker would have written, and deletes them.</summary>
    /// <param name="outputFolder">The output folder.</param>
    /// <returns>How many parts there were, and the tables.</returns>
    /// <exception cref="UserErrorException">There are none, one is missing, or one cannot be read.</exception>
    public static (int Parts, IReadOnlyList<string> Files) Join(string outputFolder)
    {
        using var writing = FolderLock.Take(outputFolder);
        string folder = FolderIn(outputFolder);
        string[] names = Directory.Exists(folder) ? [.. Directory.GetDirectories(folder).Select(path => Path.GetFileName(path))] : [];
        IReadOnlyList<WorkShard> parts = WorkShard.AllIn(folder, names, "perturbseg segment");
        if (parts.Count == 0)
            throw new UserErrorException($"'{outputFolder}' holds no parts to join: name the --out of 'perturbseg segment --shard'.");
        string[] files = [.. SegmentationOutputs.All.Tables.Select(table => Join(table, outputFolder, parts)).OfType<string>()];
        Directory.Delete(folder, recursive: true);
        return (parts.Count, files);
    }

    // Null where no part has such a table.
    private static string? Join(ISegmentationTable table, string outputFolder, IReadOnlyList<WorkShard> parts)
    {
        string[] paths = [.. parts.Select(part => Path.Combine(FolderIn(outputFolder), part.FileName, table.FileName))];
        if (!paths.Any(File.Exists))
            return null;
        var joined = new TableFile(table, outputFolder, resume: false);
        foreach (string path in paths)
        {
            try
            {
                joined.Add(File.ReadAllText(path));
            }
            catch (Exception exception) when (exception is FormatException or IOException or UnauthorizedAccessException)
            {
                throw new UserErrorException($"'{path}' cannot be joined ({exception.Message.TrimEnd('.')}): segment that part again.", exception);
            }
        }

        joined.Save();
        return joined.FilePath;
    }
}
