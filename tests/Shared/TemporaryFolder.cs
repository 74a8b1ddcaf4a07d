using PerturbSeg.Imaging;

namespace PerturbSeg.Tests.Shared;

/// <summary>A folder of a test's own, gone with the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public TemporaryFolder() => Root = Directory.CreateTempSubdirectory("perturbseg-").FullName;

    /// <summary>A folder in another than that of temporary files.</summary>
    public TemporaryFolder(string parent) => Root = Directory.CreateDirectory(Path.Combine(parent, $"perturbseg-{Guid.NewGuid():N}")).FullName;

    public string Root { get; }

    public string At(string name) => Path.Combine(Root, name);

    public string Write(string name, byte[] content)
    {
        string path = At(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
        return path;
    }

    /// <summary>Writes a photo of one colour, red = 10 × number, in the format of the name's extension.</summary>
    public string WritePhoto(string name, int number, int width = 24, int height = 16)
    {
        PhotoFormat format = Path.GetExtension(name) switch
        {
            ".png" => PhotoFormat.Png,
            ".webp" => PhotoFormat.WebP,
            ".gif" => PhotoFormat.Gif,
            ".tif" or ".tiff" => PhotoFormat.Tiff,
            ".avif" or ".heif" => PhotoFormat.Avif,
            _ => PhotoFormat.Jpeg,
        };
        return Write(name, PhotoEncoder.Encode(TestPhotos.Plain(width, height, (byte)(10 * number), 100, 50), format));
    }

    public string WriteMask(string name, int width, int height, Func<int, int, bool> isObject)
    {
        byte[] pixels = new byte[width * height];
        for (int i = 0; i < pixels.Length; i++)
            pixels[i] = isObject(i % width, i / width) ? (byte)255 : (byte)0;
        return Write(name, PhotoEncoder.Encode(new GreyImage(width, height, pixels), PhotoFormat.Png));
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
