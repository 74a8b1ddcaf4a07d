using PerturbSeg.Outputs;
using PerturbSeg.Photos;

namespace PerturbSeg.PhotoLists;

/// <summary>Joins the tables of workers that each segmented a part of the photos.</summary>
public static class TableParts
{
    /// <summary>Writes the tables that one worker would have written.</summary>
    /// <param name="parts">The parts.</param>
    /// <returns>The tables; none where the parts have none.</returns>
    /// <exception cref="UserErrorException">A table cannot be read.</exception>
    public static IReadOnlyList<string> Join(OutputParts parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        return [.. SegmentationOutputs.All.Tables.Select(table => Join(table, parts)).OfType<string>()];
    }

    // Null where no part has such a table.
    private static string? Join(ISegmentationTable table, OutputParts parts)
    {
        IReadOnlyList<string> paths = parts.Files(table.FileName);
        if (paths.Count == 0)
            return null;
        var joined = new TableFile(table, parts.OutputFolder, resume: false);
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
