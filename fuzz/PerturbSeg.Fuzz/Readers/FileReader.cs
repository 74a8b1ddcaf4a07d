using PerturbSeg.Tests.Shared;

namespace PerturbSeg.Fuzz.Readers;

/// <summary>Reads a file in a folder of its own.</summary>
/// <param name="name">What the file is called; folders in it are made.</param>
/// <param name="read">Reads it; is given the folder.</param>
internal sealed class FileReader(string name, Action<string> read) : Reader
{
    private const string InMemory = "/dev/shm"; // a million files that need no disk
    private readonly TemporaryFolder _folder = new(Directory.Exists(InMemory) ? InMemory : Path.GetTempPath());

    /// <summary>What lies beside the file.</summary>
    public IReadOnlyList<(string Name, byte[] Content)> Beside
    {
        init
        {
            foreach ((string other, byte[] content) in value)
                _folder.Write(other, content);
        }
    }

    /// <summary>What a function writes into a folder, as bytes.</summary>
    /// <param name="name">The file, in the folder.</param>
    /// <param name="write">Writes it; is given the folder.</param>
    public static byte[] Written(string name, Action<string> write)
    {
        using var folder = new TemporaryFolder();
        write(folder.Root);
        return File.ReadAllBytes(folder.At(name));
    }

    /// <inheritdoc/>
    public override void Read(byte[] file)
    {
        _folder.Write(name, file);
        read(_folder.Root);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _folder.Dispose();
        base.Dispose();
    }
}
