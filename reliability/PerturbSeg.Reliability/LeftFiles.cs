using System.Text.Json;
using PerturbSeg.Imaging;
using PerturbSeg.Segmentation;
using PerturbSeg.Torch.Safetensors;

namespace PerturbSeg.Reliability;

/// <summary>The files of a folder after a kill.</summary>
internal static class LeftFiles
{
    /// <summary>The files that cannot be read, with the reasons.</summary>
    /// <param name="folder">The folder, which nobody writes now.</param>
    public static IEnumerable<string> Unreadable(string folder)
    {
        foreach (string file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(file => !IsStray(file)))
        {
            string? problem = null;
            try
            {
                Read(file);
            }
            catch (Exception exception) when (exception is not OutOfMemoryException)
            {
                problem = exception.Message;
            }

            if (problem is not null)
                yield return $"{Path.GetRelativePath(folder, file)}: {problem}";
        }
    }

    /// <summary>The files that were on their way.</summary>
    /// <param name="folder">The folder.</param>
    public static IReadOnlyList<string> Stray(string folder)
        => [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(IsStray).Select(file => Path.GetRelativePath(folder, file))];

    /// <summary>The bytes of the files that fit patterns, by name.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="patterns">Paths in the folder whose last part may have stars.</param>
    public static SortedDictionary<string, byte[]> Content(string folder, string[] patterns)
    {
        var content = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (string pattern in patterns)
        {
            string there = Path.Combine(folder, Path.GetDirectoryName(pattern)!);
            foreach (string file in Directory.Exists(there) ? Directory.EnumerateFiles(there, Path.GetFileName(pattern)) : [])
                content[Path.GetRelativePath(folder, file)] = File.ReadAllBytes(file);
        }

        return content;
    }

    private static bool IsStray(string file) => file.Contains(".pseg", StringComparison.Ordinal);

    private static void Read(string file)
    {
        switch (Path.GetExtension(file))
        {
            case ".safetensors":
                using (var tensors = SafetensorsFile.Open(file))
                    Require(tensors.Names.Sum(name => tensors.Bytes(name).Length) > 0, "it holds nothing");
                break;
            case ".onnx":
                SegmentationModel.Load(file).Dispose();
                break;
            case ".png":
                Photo.Load(file);
                break;
            case ".json":
                JsonElement.Parse(File.ReadAllText(file));
                break;
            case ".jsonl":
                foreach (string line in File.ReadAllText(file).Split('\n').SkipLast(1)) // the last line may be cut
                    JsonElement.Parse(line);
                break;
            case ".html":
                Require(File.ReadAllText(file).EndsWith("</html>\n", StringComparison.Ordinal), "it is cut");
                break;
            case ".csv" or ".md":
                Require(File.ReadAllText(file).EndsWith('\n'), "it is cut");
                break;
        }
    }

    private static void Require(bool condition, string otherwise)
    {
        if (!condition)
            throw new InvalidDataException(otherwise);
    }
}
