namespace PerturbSeg.Corrections;

/// <summary>
/// All decisions of a folder, for whoever asks again and again. A file is read once, and again where its length or its time of change has become another; a
/// file that was young when it was read is read again in any case, since a change so soon need not show in its time.
/// </summary>
/// <param name="folder">The decisions.</param>
public sealed class KnownCorrections(CorrectionFolder folder)
{
    private static readonly TimeSpan Young = TimeSpan.FromSeconds(3); // the coarsest times of files are those of FAT, in steps of 2 s
    private readonly Lock _turn = new();
    private Dictionary<string, KnownFile> _known = [];

    /// <summary>A sentence about the first file that could not be read last, and is left out; null for none.</summary>
    public string? Problem { get; private set; }

    /// <summary>The decisions that stand now, by names as <see cref="CorrectionFolder.Find"/> takes them.</summary>
    public IReadOnlyDictionary<string, Correction> Read()
    {
        lock (_turn)
        {
            var now = new Dictionary<string, KnownFile>(_known.Count, StringComparer.Ordinal);
            string? problem = null;
            foreach ((string name, FileInfo file) in folder.Files())
            {
                DateTime asked = DateTime.UtcNow;
                if (!file.Exists)
                    continue; // taken back since the folder was listed
                if (_known.TryGetValue(name, out KnownFile known) && known.IsStill(file))
                    now.Add(name, known);
                else if (folder.FindReadable(name, out string? unreadable) is { } correction)
                    now.Add(name, new KnownFile(correction, file.Length, file.LastWriteTimeUtc, asked - file.LastWriteTimeUtc < Young));
                else
                    problem ??= unreadable;
            }

            (_known, Problem) = (now, problem);
            return now.ToDictionary(known => known.Key, known => known.Value.Correction, StringComparer.Ordinal);
        }
    }

    private readonly record struct KnownFile(Correction Correction, long Length, DateTime Changed, bool WasYoung)
    {
        public bool IsStill(FileInfo file) => !WasYoung && file.Length == Length && file.LastWriteTimeUtc == Changed;
    }
}
