using System.Text.Json;
using PerturbSeg.Files;
using PerturbSeg.Imaging;

namespace PerturbSeg.Corrections;

/// <summary>
/// Decisions on masks in files: <c>sub/a.json</c> for the photo <c>sub/a.jpg</c>, and, where its mask was accepted or mended, that mask as
/// <c>sub/a.png</c>, 8 bits, 255 = object. Each file appears whole or not at all, the mask before the decision that speaks of it.
/// </summary>
/// <param name="path">The folder; made with the first decision.</param>
public sealed class CorrectionFolder(string path)
{
    /// <summary>What is named in place of a mark where no decision was seen.</summary>
    public const string NoDecision = "0";

    private const string DecisionEnding = ".json", MaskEnding = ".png";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly JsonSerializerOptions Form = new() { WriteIndented = true, NewLine = "\n" };
    private readonly Lock _turn = new();

    /// <summary>The folder.</summary>
    public string FolderPath => path;

    /// <summary>Where decisions on masks of a run lie unless another folder is named.</summary>
    /// <param name="run">The run folder.</param>
    public static string Of(string run) => Path.Combine(run, "corrections");

    /// <summary>The decision on a photo.</summary>
    /// <param name="outputName">What the photo's files are called, without ending and with '/' between folders.</param>
    /// <returns>Null where none was made.</returns>
    /// <exception cref="UserErrorException">The file cannot be read.</exception>
    public Correction? Find(string outputName)
    {
        string file = FileOf(outputName, DecisionEnding);
        if (!File.Exists(file))
            return null;
        try
        {
            return JsonSerializer.Deserialize<Correction>(File.ReadAllText(file), Form) ?? throw new JsonException("it is empty");
        }
        catch (Exception broken) when (broken is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"The decision '{file}' cannot be read ({broken.Message.TrimEnd('.')}): mend or delete it.", broken);
        }
    }

    /// <summary>The decision on a photo, where one that cannot be read is no reason to end: of two versions that were merged, say.</summary>
    /// <param name="outputName">What the photo's files are called.</param>
    /// <param name="problem">A sentence about a file that cannot be read; null else.</param>
    /// <returns>Null where none was made, or it cannot be read.</returns>
    public Correction? FindReadable(string outputName, out string? problem)
    {
        try
        {
            problem = null;
            return Find(outputName);
        }
        catch (UserErrorException unreadable)
        {
            problem = unreadable.Message;
            return null;
        }
    }

    /// <summary>The mask that was accepted or mended, bytes from 0 to 255.</summary>
    /// <param name="outputName">What the photo's files are called.</param>
    /// <param name="decision">The decision that was found; null for none.</param>
    /// <returns>Null where there is none.</returns>
    public byte[]? Mask(string outputName, Correction? decision)
    {
        try
        {
            return decision is null or { Decision: CorrectionDecision.Rejected } ? null : File.ReadAllBytes(FileOf(outputName, MaskEnding));
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
        {
            return null; // there was none, or it was rejected meanwhile
        }
    }

    /// <summary>Decides, unless somebody else has since.</summary>
    /// <param name="outputName">What the photo's files are called.</param>
    /// <param name="seen">The <see cref="Correction.Mark"/> of the decision that was seen; <see cref="NoDecision"/> for none.</param>
    /// <param name="decision">Of no version yet; null takes a decision back.</param>
    /// <param name="mask">The mask of an accepted or mended one, of the photo's size, 255 = object.</param>
    /// <param name="now">What stands afterwards; null where there is no decision.</param>
    /// <returns>Whether it was written: false where another decision stands than was seen.</returns>
    /// <exception cref="UserErrorException">The decision before cannot be read, or another process holds the folder for ten seconds.</exception>
    /// <exception cref="FileWriteException">It cannot be written; the decision before stands, with its mask unless the last step of all failed, which renames the decision.</exception>
    public bool TryDecide(string outputName, string seen, Correction? decision, GreyImage? mask, out Correction? now)
    {
        lock (_turn)
        {
            using var others = FolderLock.Take(path, Patience); // another server, say
            now = Find(outputName);
            if ((now?.Mark ?? NoDecision) != seen)
                return false;
            if (decision is null)
            {
                if (now is not null)
                {
                    DiskFile.Delete(FileOf(outputName, DecisionEnding));
                    DiskFile.Delete(FileOf(outputName, MaskEnding));
                    now = null;
                }

                return true;
            }

            Correction next = decision with { Version = (now?.Version ?? 0) + 1 };
            using PartialFile? kept = mask is null
                ? null
                : PartialFile.Write(FileOf(outputName, MaskEnding), stream => PngFile.Write(stream, mask.Width, mask.Height, 1, mask.Pixels));
            using var decided = PartialFile.Write(FileOf(outputName, DecisionEnding), stream => JsonSerializer.Serialize(stream, next, Form));
            kept?.Commit();
            decided.Commit();
            now = next;
            if (mask is null)
                DeleteOld(FileOf(outputName, MaskEnding));
            return true;
        }
    }

    // The mask of a decision before. Where it stays all the same, the decision still says that it does not count.
    private static void DeleteOld(string mask)
    {
        try
        {
            DiskFile.Delete(mask);
        }
        catch (FileWriteException)
        {
        }
    }

    /// <summary>The names of all photos that were decided on, as <see cref="Find"/> takes them.</summary>
    public IReadOnlyList<string> Names() => [.. Files().Select(file => file.Name).Order(StringComparer.Ordinal)];

    /// <summary>The files of all decisions with the names of their photos, in no order.</summary>
    internal IEnumerable<(string Name, FileInfo File)> Files()
        => Directory.Exists(path)
            ? new DirectoryInfo(path).EnumerateFiles($"*{DecisionEnding}", SearchOption.AllDirectories)
                .Select(file => (Path.GetRelativePath(path, file.FullName)[..^DecisionEnding.Length].Replace(Path.DirectorySeparatorChar, '/'), file))
            : [];

    private string FileOf(string outputName, string ending) => Path.Combine(path, outputName + ending);
}
