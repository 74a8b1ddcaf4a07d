using PerturbSeg.Files;
using PerturbSeg.Imaging;

namespace PerturbSeg.Photos;

/// <summary>Photos with reference masks, paired by folder and stem: <c>images/7.jpg</c> goes with <c>masks/7.png</c>, and <c>images/cat/7.jpg</c> with <c>masks/cat/7.png</c>.</summary>
public sealed class EvaluationSet
{
    private const int MostAtOnce = 512; // that a parallel query can have

    private EvaluationSet(IReadOnlyList<EvaluationPair> pairs, IReadOnlyList<SkippedPhoto> leftOut) => (Pairs, LeftOut) = (pairs, leftOut);

    /// <summary>The pairs, sorted by stem in ordinal order; at least one, but in a part of a set.</summary>
    public IReadOnlyList<EvaluationPair> Pairs { get; }

    /// <summary>What looks like photos or masks and was left out, and folders that may not be read, with the reasons.</summary>
    public IReadOnlyList<SkippedPhoto> LeftOut { get; }

    /// <summary>Whether a folder holds both <c>images/</c> and <c>masks/</c>.</summary>
    /// <param name="folder">The folder.</param>
    public static bool IsIn(string folder)
        => Directory.Exists(Path.Combine(folder, "images")) && Directory.Exists(Path.Combine(folder, "masks"));

    /// <summary>Opens a folder that holds <c>images/</c> and <c>masks/</c>.</summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="UserErrorException">A folder is missing or empty, or a photo or mask has no partner.</exception>
    public static EvaluationSet Open(string folder) => Open(Path.Combine(folder, "images"), Path.Combine(folder, "masks"));

    /// <summary>Opens a folder of photos and a folder of masks with their subfolders; no file is decoded.</summary>
    /// <param name="images">The folder of photos.</param>
    /// <param name="masks">The folder of masks.</param>
    /// <exception cref="UserErrorException">A folder is missing or empty, or a photo or mask has no partner.</exception>
    public static EvaluationSet Open(string images, string masks)
    {
        var leftOut = new List<SkippedPhoto>();
        (SortedDictionary<string, string> photos, Dictionary<string, string> photoLinks) = ByStem(images, "photos", leftOut);
        (SortedDictionary<string, string> references, Dictionary<string, string> maskLinks) = ByStem(masks, "masks", leftOut);
        HashSet<string> pairs = [.. photos.Keys.Concat(photoLinks.Keys).Intersect(references.Keys.Concat(maskLinks.Keys))];
        AddLinks(photos, photoLinks);
        AddLinks(references, maskLinks);
        RefuseLonely(photos, references, "photo", "mask", masks);
        RefuseLonely(references, photos, "mask", "photo", images);
        return new EvaluationSet([.. photos.Select(photo => new EvaluationPair(photo.Key, photo.Value, references[photo.Key]))], leftOut);

        // Equal masks may be kept as one file with many names; a link that is of no pair is passed over.
        void AddLinks(SortedDictionary<string, string> files, Dictionary<string, string> links)
        {
            foreach ((string stem, string file) in links.Where(link => pairs.Contains(link.Key)))
                files.TryAdd(stem, file);
        }
    }

    /// <summary>The pairs of several sets as one set. The same stem may come several times; of photos that are drawn by their names, the first is.</summary>
    /// <param name="sets">The sets, at least one.</param>
    public static EvaluationSet Join(params IReadOnlyCollection<EvaluationSet> sets)
    {
        ArgumentNullException.ThrowIfNull(sets);
        return new EvaluationSet([.. sets.SelectMany(set => set.Pairs)], [.. sets.SelectMany(set => set.LeftOut)]);
    }

    /// <summary>The pairs of one worker's part; may be none.</summary>
    /// <param name="shard">The part.</param>
    public EvaluationSet PartOf(WorkShard shard) => new([.. shard.Of(Pairs)], LeftOut);

    /// <summary>The same pairs, read in another way.</summary>
    /// <param name="values">What the numbers in masks mean; null reads masks of object and background.</param>
    /// <param name="maxPixels">The most pixels that a file may have, up to <see cref="PhotoDecoder.LargestMaxPixels"/>.</param>
    public EvaluationSet ReadBy(MaskValues? values, long maxPixels = PhotoDecoder.DefaultMaxPixels)
        => new([.. Pairs.Select(pair => pair with { Values = values, MaxPixels = maxPixels })], LeftOut);

    /// <summary>Reads every header and compares the sizes, so that a long evaluation does not fail half-way.</summary>
    /// <param name="cancellation">Ends the check.</param>
    /// <exception cref="UserErrorException">A file is unreadable, or a mask has another size than its photo.</exception>
    /// <exception cref="OperationCanceledException">The check was ended.</exception>
    public void CheckSizes(CancellationToken cancellation = default)
    {
        foreach (EvaluationPair pair in Pairs)
        {
            cancellation.ThrowIfCancellationRequested();
            pair.CheckSize();
        }
    }

    /// <summary>Decodes every pair, for what is evaluated hours later.</summary>
    /// <param name="threads">How many are decoded at once.</param>
    /// <param name="cancellation">Ends the check.</param>
    /// <exception cref="UserErrorException">A file is unreadable, a mask has another size than its photo, or is none of object and background.</exception>
    /// <exception cref="OperationCanceledException">The check was ended.</exception>
    public void CheckPairs(int threads, CancellationToken cancellation = default)
    {
        if (Pairs.AsParallel().AsOrdered().WithDegreeOfParallelism(Math.Min(threads, MostAtOnce)).WithCancellation(cancellation).Select(WrongWith).FirstOrDefault(wrong => wrong is not null) is { } first)
            throw first;

        static UserErrorException? WrongWith(EvaluationPair pair)
        {
            try
            {
                pair.Load();
                return null;
            }
            catch (UserErrorException wrong)
            {
                return wrong;
            }
        }
    }

    private static (SortedDictionary<string, string> Files, Dictionary<string, string> Links) ByStem(string folder, string what, List<SkippedPhoto> leftOut)
    {
        if (!Directory.Exists(folder))
            throw new UserErrorException($"There is no folder '{folder}' to take the {what} from.");
        using var files = new PhotoFolder(folder, linksApart: true);
        leftOut.AddRange(files.LeftOut);
        var byStem = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (string name in files.Photos().Select(photo => photo.Name))
        {
            string file = Path.Combine(folder, name), stem = StemOf(name);
            if (!byStem.TryAdd(stem, file))
                throw new UserErrorException($"'{byStem[stem]}' and '{file}' have the same stem: keep one of them.");
        }

        var links = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string name in files.Repeated)
            links.TryAdd(StemOf(name), Path.Combine(folder, name));
        return byStem.Count > 0
            ? (byStem, links)
            : throw new UserErrorException($"'{folder}' holds no {what}: files must end in {PhotoFileName.ExtensionList}.");
    }

    private static string StemOf(string name) => ComposedName.Of(PhotoFileName.Stem(name));

    private static void RefuseLonely(
        SortedDictionary<string, string> files, SortedDictionary<string, string> partners, string what, string partner, string partnerFolder)
    {
        string[] lonely = [.. files.Where(file => !partners.ContainsKey(file.Key)).Select(file => file.Value)];
        if (lonely.Length == 0)
            return;
        string more = lonely.Length == 1 ? string.Empty : $" (nor have {lonely.Length - 1} more)";
        throw new UserErrorException(
            $"The {what} '{lonely[0]}' has no {partner} of the same stem in '{partnerFolder}'{more}: add it or remove the {what}.");
    }
}
