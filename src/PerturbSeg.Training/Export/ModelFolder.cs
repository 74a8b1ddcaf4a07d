using PerturbSeg.Files;
using PerturbSeg.Segmentation;
using PerturbSeg.Training.Fitting;
using PerturbSeg.Training.Runs;

namespace PerturbSeg.Training.Export;

/// <summary>A run made small, to be kept and passed on: its settings, the segmenter, and the averaged generator in float16. Nothing can be trained on from it.</summary>
public static class ModelFolder
{
    /// <summary>Writes one; it appears whole or not at all.</summary>
    /// <param name="run">A run folder with a segmenter.</param>
    /// <param name="painter">The run whose generator is taken: the same, or one that learned from its masks.</param>
    /// <param name="folder">The folder to make; must not exist.</param>
    /// <exception cref="UserErrorException">The folder exists, or FOLDER.pseg with something else in it, or the run has no segmenter or no generator.</exception>
    public static void Write(RunFolder run, RunFolder painter, string folder)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(painter);
        if (Directory.Exists(folder) || File.Exists(folder))
            throw new UserErrorException($"'{folder}' exists: choose another folder, or remove it.");
        string partial = $"{Path.TrimEndingDirectorySeparator(folder)}.pseg"; // one name: what a kill left is taken over
        if (Directory.Exists(partial) && Directory.EnumerateFileSystemEntries(partial).FirstOrDefault(entry => !IsOfModel(run, entry)) is { } foreign)
            throw new UserErrorException($"'{partial}', where the model would be put together, holds '{Path.GetFileName(foreign)}': name another folder.");
        if (File.Exists(Path.Combine(partial, Path.GetFileName(run.GeneratorPath))) && !Directory.EnumerateFiles(partial).Any(FolderLock.IsLock))
            throw new UserErrorException($"'{partial}', where the model would be put together, is a model itself: name another folder.");
        FolderLock writing = FolderLock.Take(partial);
        try
        {
            using (writing)
            {
                string fitted;
                do
                {
                    fitted = File.Exists(run.SegmenterPath) ? FileDigest.Of(run.SegmenterPath) : string.Empty; // which is refused now
                    SegmenterFile.WriteFor(run, SegmentationModel.PathIn(partial));
                    foreach (string file in new[] { run.ConfigurationPath, run.SegmenterPath })
                        AtomicFile.Copy(file, Path.Combine(partial, Path.GetFileName(file)));
                }
                while (FileDigest.Of(run.SegmenterPath) != fitted); // a fit may end meanwhile: both files are of one

                painter.FromGenerator(checkpoint =>
                {
                    Checkpoint.SaveGenerator(Path.Combine(partial, Path.GetFileName(run.GeneratorPath)), checkpoint);
                    return true;
                });
            }

            Directory.Move(partial, folder);
            foreach (string file in Directory.GetFiles(folder).Where(FolderLock.IsLock))
                File.Delete(file);
        }
        catch
        {
            if (Directory.Exists(partial))
                Directory.Delete(partial, recursive: true);
            throw;
        }
    }

    // A file of one, whole or on its way.
    private static bool IsOfModel(RunFolder run, string entry)
        => FolderLock.IsLock(entry)
            || new[] { run.ConfigurationPath, run.SegmenterPath, run.GeneratorPath, SegmentationModel.PathIn(string.Empty) }.Select(Path.GetFileName)
                .Any(name => Path.GetFileName(entry) is var own && (own == name || own.StartsWith($"{name}.pseg-", StringComparison.Ordinal)));
}
