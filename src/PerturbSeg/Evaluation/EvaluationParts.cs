using System.Text.Json;
using PerturbSeg.Files;
using PerturbSeg.Metrics;
using PerturbSeg.Photos;
using PerturbSeg.Segmentation;

namespace PerturbSeg.Evaluation;

/// <summary>An evaluation that several workers share, each with a part of the photos, and the joining of what they found.</summary>
public static class EvaluationParts
{
    private const string FileName = "evaluation.json", TableName = "photos.csv", ReportName = "report.html";

    /// <summary>Scores one worker's part.</summary>
    /// <param name="segmenter">Finds the objects.</param>
    /// <param name="method">What it is called in the result.</param>
    /// <param name="pairs">Photos and masks of all workers.</param>
    /// <param name="part">Where what was found goes. It is not finished here.</param>
    /// <param name="command">The command line, for the report.</param>
    /// <param name="generated">What the generator's own masks say, for the report; null where there is no generator. That of the first part is shown.</param>
    /// <param name="threads">Threads to work on, from 1; null takes as many as there are cores.</param>
    /// <param name="progress">Told after each photo.</param>
    /// <param name="cancellation">Ends the work between photos.</param>
    /// <returns>How many photos were scored; may be none.</returns>
    /// <exception cref="UserErrorException">A file is unreadable, or a mask has another size than its photo.</exception>
    /// <exception cref="FileWriteException">The part cannot be written.</exception>
    public static int Score(
        IPhotoSegmenter segmenter,
        string method,
        EvaluationSet pairs,
        OutputPart part,
        string command,
        GeneratedMaskQuality? generated = null,
        int? threads = null,
        IProgress<WorkProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        ArgumentNullException.ThrowIfNull(part);
        EvaluationSet own = pairs.PartOf(part.Shard);
        EvaluationPart scored = PhotoEvaluation.Score(segmenter, method, own, null, threads, progress, cancellation);
        var pictures = new Dictionary<string, ContactTile>();
        if (scored.Sums.Photos.Any(photo => photo.IsScored))
        {
            EvaluationResult alone = MaskEvaluation.Join([scored.Sums]).Result(method);
            foreach (PhotoScore photo in alone.Worst.Concat(alone.Best))
                pictures.TryAdd(photo.Photo, PhotoEvaluation.DrawTile(segmenter, own, photo, cancellation));
        }

        (scored with { Command = command, Pictures = pictures, GeneratedMasks = generated }).Save(Path.Combine(part.FolderPath, FileName));
        return own.Pairs.Count;
    }

    /// <summary>Joins the parts: writes the JSON and the table that one evaluation of all photos would have written, and a report.</summary>
    /// <param name="parts">The parts.</param>
    /// <returns>The scores and the files; null where the parts are of no evaluation.</returns>
    /// <exception cref="UserErrorException">A part cannot be read, they are not parts of one evaluation, or no mask has the value that is object.</exception>
    public static (EvaluationResult Result, IReadOnlyList<string> Files)? Join(OutputParts parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        EvaluationPart[] scored = [.. parts.Files(FileName).Select(Read)];
        if (scored.Length == 0)
            return null;
        EvaluationResult result;
        Dictionary<string, ContactTile> pictures;
        try
        {
            result = EvaluationPart.ResultOf(scored);
            pictures = result.Worst.Concat(result.Best).Select(photo => photo.Photo).Distinct().ToDictionary(photo => photo, photo => Picture(scored, photo));
        }
        catch (FormatException exception)
        {
            throw new UserErrorException($"The parts in '{parts.OutputFolder}' are not of one evaluation ({exception.Message}): run all of them with the same command.", exception);
        }

        string[] files = [.. ((string[])[FileName, TableName, ReportName]).Select(name => Path.Combine(parts.OutputFolder, name))];
        AtomicFile.WriteText(files[0], result.ToJson() + "\n");
        PhotoScoreTable.Save(files[1], result.PhotoScores);
        string others = scored.Length > 1 ? $" # and the other {scored.Length - 1} parts" : string.Empty;
        EvaluationReport.Compose(
            result, scored[0].Command + others, photos => PhotoEvaluation.Draw([.. photos.Select(photo => pictures[photo.Photo])]), scored[0].GeneratedMasks).Save(files[2]);
        return (result, files);
    }

    private static ContactTile Picture(IEnumerable<EvaluationPart> parts, string photo)
        => parts.Select(part => part.Pictures.GetValueOrDefault(photo)).FirstOrDefault(tile => tile is not null) is { } found && found.IsOf(PhotoEvaluation.DrawnTile)
            ? found
            : throw new FormatException($"there is no picture of '{photo}'");

    private static EvaluationPart Read(string path)
    {
        try
        {
            return EvaluationPart.Read(File.ReadAllText(path));
        }
        catch (Exception exception) when (exception is JsonException or FormatException or IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"'{path}' cannot be joined ({exception.Message.TrimEnd('.')}): evaluate that part again.", exception);
        }
    }
}
